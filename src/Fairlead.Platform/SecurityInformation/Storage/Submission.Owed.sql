-- The first condition is the index's.
SELECT finding_id AS id
  FROM provider_submissions
 WHERE (digest IS NULL OR due_at IS NOT NULL OR unanswered = 1)
   AND client_key = @clientKey AND finding_id > @after AND withdrawn = 0 AND (digest IS NULL OR due_at <= @now OR unanswered = 1)
 ORDER BY finding_id LIMIT @limit
