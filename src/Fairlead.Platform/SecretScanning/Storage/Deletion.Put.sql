INSERT INTO secret_deletions (connection_id, issue_id, told_at) VALUES (@connection, @issue, @now) ON CONFLICT DO NOTHING
