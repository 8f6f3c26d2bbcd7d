UPDATE tickets SET not_before = @notBefore, reason = @reason, updated_at = @now
 WHERE id = @id AND presence = @lost
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
