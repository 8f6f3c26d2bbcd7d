DELETE FROM secret_deletions WHERE connection_id = @connection AND issue_id IN @issues
