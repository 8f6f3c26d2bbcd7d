SELECT 1 FROM ticket_operations WHERE run_id = @run AND outcome_note IS NOT NULL LIMIT 1
