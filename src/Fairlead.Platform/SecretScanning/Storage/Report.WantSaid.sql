INSERT INTO secret_reports (connection_id, project_id, wanted, reported, said)
VALUES (@connection, @projectId, 1, 0, 1)
    ON CONFLICT (connection_id, project_id) DO UPDATE SET wanted = secret_reports.wanted + 1, said = secret_reports.wanted + 1
