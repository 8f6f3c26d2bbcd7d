SELECT connection_id, rotated_at, previous_until, last_received_at, last_rejected_at, last_rejection, dead_letter, passed_over, last_passed_over
  FROM webhook_intakes WHERE connection_id = @connection
