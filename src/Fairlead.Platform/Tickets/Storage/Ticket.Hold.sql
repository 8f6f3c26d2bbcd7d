UPDATE tickets
   SET held_hash = @heldHash, unclear = 0, rests_until = NULL, reason = @reason, said_need = coalesce(@saidNeed, said_need), updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
