UPDATE tickets SET follows = NULL, unclear = 0, rests_until = NULL, reason = coalesce(@reason, reason)
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
