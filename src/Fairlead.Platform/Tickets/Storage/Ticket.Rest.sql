UPDATE tickets
   SET unclear = @unclear, rests_until = @until, reason = @reason
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
