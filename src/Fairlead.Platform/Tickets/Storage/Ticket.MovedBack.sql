UPDATE tickets SET done_at = @doneAt, shown_finding = @shownFinding, moved_to = @movedTo
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
