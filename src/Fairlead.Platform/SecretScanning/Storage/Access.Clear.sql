DELETE FROM secret_access WHERE connection_id = @connection
