INSERT INTO secret_projects (connection_id, project_id, project_key, name, issues)
VALUES (@connection, @projectId, @projectKey, @name, 0)
    ON CONFLICT DO NOTHING
