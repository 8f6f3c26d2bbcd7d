SELECT outcome, count(*) AS number FROM ticket_operations WHERE run_id = @id AND outcome IS NOT NULL GROUP BY outcome
