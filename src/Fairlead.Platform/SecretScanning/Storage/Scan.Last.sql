SELECT state, started_at, finished_at, rules_version
  FROM secret_scans
 WHERE connection_id = @connection AND project_id = @projectId AND state IN (3, 4) AND COALESCE(issue_key, '') = @issueKey
 ORDER BY finished_at DESC, id DESC
 LIMIT 1
