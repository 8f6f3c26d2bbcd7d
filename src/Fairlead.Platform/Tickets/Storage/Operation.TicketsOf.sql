SELECT DISTINCT ticket_id FROM ticket_operations WHERE run_id = @run AND ticket_id IS NOT NULL
