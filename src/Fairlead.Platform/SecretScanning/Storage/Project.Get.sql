SELECT project_id, project_key, name, scanned_at, listed_at, rules_version, issues
  FROM secret_projects
 WHERE connection_id = @connection AND project_id = @projectId
