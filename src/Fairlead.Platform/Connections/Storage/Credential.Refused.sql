-- Not of one that was replaced since it was read. What has worked since the last refusal begins another row of them.
UPDATE connection_credentials
   SET refusals = CASE WHEN refused_at IS NULL OR refused_at < (SELECT c.checked_at FROM connections c WHERE c.id = @id) THEN 0 ELSE refusals END,
       refused_at = @at
 WHERE connection_id = @id AND slot = @slot AND set_at = @setAt
