SELECT finding_id AS id
  FROM provider_submissions
 WHERE withdrawn = 1 AND client_key = @clientKey AND (due_at IS NULL OR due_at <= @now)
 ORDER BY finding_id LIMIT @limit
