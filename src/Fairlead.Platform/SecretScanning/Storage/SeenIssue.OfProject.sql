SELECT issue_id
  FROM secret_seen_issues
 WHERE connection_id = @connection AND project_id = @projectId
 ORDER BY issue_id
