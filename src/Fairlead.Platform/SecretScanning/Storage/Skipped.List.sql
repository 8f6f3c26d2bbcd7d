SELECT issue_key, place_id, place_name, cause
  FROM secret_skipped
 WHERE connection_id = @connection AND (@projectId IS NULL OR project_id = @projectId)
 ORDER BY issue_id, place_id, place_name, cause
 LIMIT @size OFFSET @start
