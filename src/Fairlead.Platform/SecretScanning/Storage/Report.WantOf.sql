INSERT INTO secret_reports (connection_id, project_id, wanted, reported)
SELECT DISTINCT connection_id, project_id, 1, 0 FROM secret_findings WHERE id IN @findings
    ON CONFLICT (connection_id, project_id) DO UPDATE SET wanted = secret_reports.wanted + 1
