UPDATE tickets
   SET state = @rejected, not_before = NULL, held_hash = NULL, undone_hash = @hash, undos = undos + 1, reason = @reason, updated_at = @now
 WHERE id = @id AND state IN @states
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
