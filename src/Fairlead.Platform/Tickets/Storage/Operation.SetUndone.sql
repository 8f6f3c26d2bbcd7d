UPDATE ticket_operations SET undone = @how WHERE run_id = @run AND number = @number
