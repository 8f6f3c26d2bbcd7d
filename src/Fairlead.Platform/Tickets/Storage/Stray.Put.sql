INSERT INTO ticket_strays (connection_id, issue_id, issue_key, kind, noted_at) VALUES (@connection, @issueId, @issueKey, @kind, @at)
    ON CONFLICT (connection_id, issue_id) DO UPDATE SET kind = excluded.kind, issue_key = excluded.issue_key
