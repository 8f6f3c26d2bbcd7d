SELECT count(*) FROM tickets WHERE connection_id = @connection AND issue_id IS NOT NULL
