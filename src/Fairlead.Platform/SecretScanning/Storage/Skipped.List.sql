SELECT s.issue_key, o.project_key, s.place_id, s.place_name, s.cause
  FROM secret_skipped s
  LEFT JOIN secret_projects o ON o.connection_id = s.connection_id AND o.project_id = s.project_id
 WHERE s.connection_id = @connection AND (@projectId IS NULL OR s.project_id = @projectId)
 ORDER BY s.issue_id, s.place_id, s.place_name, s.cause
 LIMIT @size OFFSET @start
