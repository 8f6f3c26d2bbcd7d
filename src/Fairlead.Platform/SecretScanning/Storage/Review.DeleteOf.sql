DELETE FROM secret_reviews WHERE connection_id = @connection AND project_id = @projectId
