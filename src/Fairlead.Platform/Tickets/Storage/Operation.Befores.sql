SELECT number, seen_before FROM ticket_operations WHERE run_id = @run AND number IN @numbers AND seen_before IS NOT NULL
