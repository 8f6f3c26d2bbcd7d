UPDATE tickets SET not_before = @now, updated_at = @now
 WHERE connection_id = @connection AND project_id = @projectId AND issue_type_id = @issueTypeId AND state IN @states
