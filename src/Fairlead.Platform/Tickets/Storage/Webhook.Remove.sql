DELETE FROM webhook_intakes WHERE connection_id = @connection
