INSERT INTO secret_reports (connection_id, project_id, wanted, reported)
VALUES (@connection, @projectId, 1, 0)
    ON CONFLICT (connection_id, project_id) DO UPDATE SET wanted = secret_reports.wanted + 1
