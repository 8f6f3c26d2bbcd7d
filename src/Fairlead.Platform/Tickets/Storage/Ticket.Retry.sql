UPDATE tickets
   SET held_hash = NULL, undone_hash = NULL, refused_fields = NULL,
       -- Left alone because somebody moved or set it again and again: who asks for this has put an end to that.
       reason = CASE WHEN frozen_until > @now OR rests_until > @now THEN NULL ELSE reason END, frozen_until = NULL, unclear = 0, rests_until = NULL, flips = 0, flips_since = NULL,
       -- What the issue was made without is sent by the next run.
       sent_hash = CASE WHEN left_out IS NULL THEN sent_hash END, updated_at = @now
 WHERE /*where*/
