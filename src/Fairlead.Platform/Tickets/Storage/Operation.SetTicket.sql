UPDATE ticket_operations SET ticket_id = @ticket WHERE run_id = @run AND number = @number
