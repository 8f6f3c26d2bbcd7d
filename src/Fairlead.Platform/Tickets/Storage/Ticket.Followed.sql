UPDATE tickets SET follows = NULL, reason = coalesce(@reason, CASE WHEN unclear > 0 AND held_hash IS NULL AND undone_hash IS NULL THEN NULL ELSE reason END), unclear = 0, rests_until = NULL
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
