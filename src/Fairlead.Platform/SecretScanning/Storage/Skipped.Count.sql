SELECT COUNT(*) FROM secret_skipped WHERE connection_id = @connection AND (@projectId IS NULL OR project_id = @projectId)
