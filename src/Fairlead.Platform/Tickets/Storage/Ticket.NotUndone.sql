UPDATE tickets
   SET undone_hash = NULL, undos = @undos, reason = NULL, updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
