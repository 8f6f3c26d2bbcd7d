UPDATE tickets SET reason = @reason, updated_at = @now
 WHERE id = @id AND presence = @unlinked
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
