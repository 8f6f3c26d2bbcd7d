SELECT run_id, number, kind, ticket_id, body, outcome, outcome_text, seen_before
  FROM ticket_operations WHERE run_id = @run AND ticket_id IS NOT NULL AND outcome IS NOT NULL AND undone_at IS NULL ORDER BY number
