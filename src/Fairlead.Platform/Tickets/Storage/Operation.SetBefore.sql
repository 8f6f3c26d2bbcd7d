UPDATE ticket_operations SET seen_before = @before, seen_at = @seenAt WHERE run_id = @run AND number = @number AND seen_before IS NULL
