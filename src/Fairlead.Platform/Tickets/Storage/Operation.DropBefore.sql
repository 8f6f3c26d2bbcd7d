UPDATE ticket_operations SET seen_before = NULL WHERE run_id = @run AND number = @number
