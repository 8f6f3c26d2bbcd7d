SELECT connection_id, issue_id FROM secret_deletions ORDER BY connection_id, issue_id
