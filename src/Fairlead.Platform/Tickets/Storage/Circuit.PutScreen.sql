INSERT INTO ticket_circuits (connection_id, project_id, issue_type_id, rung, screen, demanded, screen_read_at)
VALUES (@connection, @projectId, @issueTypeId, 1, @screen, @demanded, @readAt)
    ON CONFLICT (connection_id, project_id, issue_type_id)
    DO UPDATE SET screen = excluded.screen, demanded = excluded.demanded, screen_read_at = excluded.screen_read_at
