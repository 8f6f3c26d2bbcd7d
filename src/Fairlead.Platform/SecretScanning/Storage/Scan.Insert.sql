INSERT INTO secret_scans (id, connection_id, project_id, project_key, issue_key, forced, state, requested_by, requested_at, issues, texts, bytes, matches, attachments)
VALUES (@id, @connection, @projectId, @projectKey, @issueKey, @forced, 1, @by, @now, 0, 0, 0, 0, 0)
    ON CONFLICT DO NOTHING
