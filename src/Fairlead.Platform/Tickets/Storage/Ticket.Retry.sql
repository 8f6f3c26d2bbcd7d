UPDATE tickets
   SET held_hash = NULL, undone_hash = NULL, refused_fields = NULL,
       -- What the issue was made without is sent by the next run.
       sent_hash = CASE WHEN left_out IS NULL THEN sent_hash END, updated_at = @now
 WHERE /*where*/
