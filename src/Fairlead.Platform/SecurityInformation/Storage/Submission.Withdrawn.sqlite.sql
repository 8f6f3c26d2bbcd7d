-- By itself SQLite reads all that the site has.
SELECT finding_id AS id
  FROM provider_submissions INDEXED BY provider_submissions_withdrawn
 WHERE withdrawn = 1 AND client_key = @clientKey AND (due_at IS NULL OR due_at <= @now)
 ORDER BY finding_id LIMIT @limit
