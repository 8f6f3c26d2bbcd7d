SELECT kind FROM ticket_strays WHERE connection_id = @connection AND issue_id = @issueId
