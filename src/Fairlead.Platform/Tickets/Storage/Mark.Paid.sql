UPDATE tickets
   SET mark_owed = NULL, mark_refused_at = @refusedAt, flips = @flips, flips_since = @flipsSince, frozen_until = coalesce(@frozenUntil, frozen_until),
       reason = coalesce(@reason, CASE WHEN unclear > 0 AND held_hash IS NULL AND undone_hash IS NULL THEN NULL ELSE reason END), unclear = 0, rests_until = NULL
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
