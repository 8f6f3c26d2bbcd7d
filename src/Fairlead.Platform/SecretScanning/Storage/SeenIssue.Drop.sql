DELETE FROM secret_seen_issues WHERE connection_id = @connection AND issue_id IN @issues
