SELECT run_id, outcome, count(*) AS number FROM ticket_operations WHERE run_id IN @ids AND outcome IS NOT NULL GROUP BY run_id, outcome
