UPDATE ticket_circuits SET probe_at = @now
 WHERE connection_id = @connection AND project_id = @projectId AND issue_type_id = @issueTypeId AND opened_at IS NOT NULL
