SELECT kind, name FROM secret_access WHERE connection_id = @connection ORDER BY kind, name
