UPDATE ticket_operations SET outcome = @outcome, outcome_text = @text WHERE run_id = @run AND number = @number
