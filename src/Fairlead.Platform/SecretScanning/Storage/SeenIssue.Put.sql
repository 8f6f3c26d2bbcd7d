INSERT INTO secret_seen_issues (connection_id, issue_id, project_id, updated_at)
VALUES (@connection, @issue, @projectId, @updatedAt)
    ON CONFLICT (connection_id, issue_id) DO UPDATE SET project_id = excluded.project_id, updated_at = excluded.updated_at
 WHERE secret_seen_issues.updated_at <= excluded.updated_at
