SELECT issue_id, updated_at
  FROM secret_seen_issues
 WHERE connection_id = @connection AND project_id = @projectId AND issue_id IN @issues
