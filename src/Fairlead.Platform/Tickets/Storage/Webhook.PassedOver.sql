UPDATE webhook_intakes SET passed_over = passed_over + 1, last_passed_over = @kind
 WHERE connection_id = @connection
