SELECT issue_id
  FROM secret_unsettled
 WHERE connection_id = @connection AND project_id = @projectId AND place_id = '' AND due_at > @now
