SELECT rule, masked, reviewed_by, reviewed_at
  FROM secret_reviews
 WHERE connection_id = @connection AND project_id = @projectId
 ORDER BY reviewed_at, value_hash
