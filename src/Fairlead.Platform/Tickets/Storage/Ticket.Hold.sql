UPDATE tickets
   SET held_hash = @heldHash, reason = @reason, said_need = coalesce(@saidNeed, said_need), moved_to = coalesce(@movedTo, moved_to), updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
