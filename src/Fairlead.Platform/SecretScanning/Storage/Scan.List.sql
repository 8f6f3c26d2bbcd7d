SELECT id, connection_id, project_id, project_key, issue_key, forced, state, requested_by, requested_at, started_at, finished_at, total,
       issues, texts, bytes, matches, attachments, problem
  FROM secret_scans
 WHERE connection_id = @connection
 ORDER BY requested_at DESC, id DESC
 LIMIT @limit
