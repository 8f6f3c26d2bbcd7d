UPDATE ticket_operations SET seen_before = @before WHERE run_id = @run AND number = @number AND seen_before IS NULL
