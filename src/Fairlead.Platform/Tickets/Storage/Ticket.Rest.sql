UPDATE tickets
   SET unclear = @unclear, rests_until = @until, reason = CASE WHEN held_hash IS NULL AND undone_hash IS NULL THEN @reason ELSE reason END
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
