UPDATE webhook_intakes SET last_received_at = @now, passed_over = passed_over + 1, last_passed_over = @kind
 WHERE connection_id = @connection
