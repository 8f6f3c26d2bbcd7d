UPDATE webhook_intakes SET last_rejected_at = @now, last_rejection = @why WHERE connection_id = @connection
