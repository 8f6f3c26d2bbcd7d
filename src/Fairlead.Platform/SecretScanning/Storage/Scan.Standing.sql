SELECT id, connection_id, project_id, project_key, issue_key, forced, state, requested_by, requested_at, started_at, finished_at, total,
       issues, texts, bytes, matches, attachments, problem, listed_at
  FROM secret_scans
 WHERE connection_id = @connection AND project_id = @projectId AND state IN (1, 2)
 ORDER BY requested_at, id
