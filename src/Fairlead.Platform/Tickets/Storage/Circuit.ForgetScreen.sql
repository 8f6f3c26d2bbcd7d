UPDATE ticket_circuits SET screen = NULL, demanded = NULL, screen_read_at = NULL
 WHERE connection_id = @ConnectionId AND project_id = @ProjectId AND issue_type_id = @IssueTypeId
