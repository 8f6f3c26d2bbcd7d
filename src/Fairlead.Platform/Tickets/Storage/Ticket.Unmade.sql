SELECT count(*) FROM tickets WHERE connection_id = @connection AND state IN @states
