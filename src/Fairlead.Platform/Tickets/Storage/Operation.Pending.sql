SELECT run_id, number, kind, ticket_id, body, outcome, outcome_text, CASE WHEN seen_before IS NULL THEN 0 ELSE 1 END AS has_before
  FROM ticket_operations WHERE run_id = @run AND outcome IS NULL ORDER BY number
