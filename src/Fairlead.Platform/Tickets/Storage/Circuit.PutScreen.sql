INSERT INTO ticket_circuits (connection_id, project_id, issue_type_id, rung, screen, screen_read_at)
VALUES (@connection, @projectId, @issueTypeId, 1, @screen, @readAt)
    ON CONFLICT (connection_id, project_id, issue_type_id)
    DO UPDATE SET screen = excluded.screen, screen_read_at = excluded.screen_read_at
