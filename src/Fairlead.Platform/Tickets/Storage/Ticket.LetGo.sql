UPDATE tickets
   SET reason = CASE WHEN held_hash IS NULL AND undone_hash IS NULL AND NOT coalesce(frozen_until > @asOf, @no) AND NOT coalesce(rests_until > @asOf, @no) THEN NULL ELSE reason END,
       frozen_until = CASE WHEN frozen_until > @asOf THEN frozen_until END, rests_until = CASE WHEN rests_until > @asOf THEN rests_until END
 WHERE configuration_id = @configuration AND (frozen_until <= @asOf OR rests_until <= @asOf)
