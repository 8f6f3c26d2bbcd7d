UPDATE tickets
   SET state = @state, epoch = @epoch, not_before = @notBefore, reason = @reason, refusals = refusals + @refusals,
       held_hash = @heldHash, updated_at = @now
 WHERE id = @id AND state = @before
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
