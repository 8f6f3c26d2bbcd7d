UPDATE secret_projects
   SET project_key = @projectKey
 WHERE connection_id = @connection AND project_id = @projectId
