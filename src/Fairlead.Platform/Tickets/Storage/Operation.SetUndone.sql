UPDATE ticket_operations SET undone_at = @now WHERE run_id = @run AND number = @number
