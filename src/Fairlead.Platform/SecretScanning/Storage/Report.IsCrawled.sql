SELECT COUNT(*)
  FROM secret_scans
 WHERE connection_id = @connection AND project_id = @projectId AND issue_key IS NULL AND state IN (1, 2) AND started_at IS NOT NULL
