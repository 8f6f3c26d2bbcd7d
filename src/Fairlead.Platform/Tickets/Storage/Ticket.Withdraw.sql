UPDATE tickets
   SET state = @rejected, not_before = NULL, held_hash = NULL, reason = @reason, updated_at = @now
 WHERE id = @id AND state IN @states
