UPDATE ticket_operations SET outcome = @outcome, outcome_text = @text, outcome_note = @note WHERE run_id = @run AND number = @number
