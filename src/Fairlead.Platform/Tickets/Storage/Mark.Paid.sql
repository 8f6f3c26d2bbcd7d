UPDATE tickets SET mark_owed = NULL, unclear = 0, rests_until = NULL, updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
