SELECT count(*) FROM tickets WHERE connection_id = @connection AND state = @created AND presence < @deleted
