SELECT run_id, number, kind, ticket_id, body, outcome, outcome_text
  FROM ticket_operations WHERE run_id = @run AND outcome IS NULL ORDER BY number
