SELECT COUNT(*) FROM secret_baselines WHERE connection_id = @connection
