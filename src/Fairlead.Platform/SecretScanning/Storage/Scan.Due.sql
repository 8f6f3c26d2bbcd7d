SELECT id, connection_id, project_id, project_key, issue_key, forced, state, requested_by, requested_at, started_at, finished_at, reached, total,
       issues, texts, bytes, matches, attachments, problem
  FROM secret_scans
 WHERE state IN (1, 2) AND (claimed_until IS NULL OR claimed_until < @now)
 AND (@onlyIssues = 0 OR issue_key IS NOT NULL)
 ORDER BY requested_at, id
 LIMIT 20
