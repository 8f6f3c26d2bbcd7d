UPDATE webhook_intakes SET last_received_at = @now WHERE connection_id = @connection
