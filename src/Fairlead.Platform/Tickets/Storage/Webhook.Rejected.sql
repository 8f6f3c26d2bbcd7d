UPDATE webhook_intakes SET last_rejected_at = @now, last_rejection = @why, dead_letter = coalesce(@deadLetter, dead_letter)
 WHERE connection_id = @connection
