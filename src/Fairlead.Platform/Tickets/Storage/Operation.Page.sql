SELECT run_id, number, kind, ticket_id, body, outcome, outcome_text, outcome_note
  FROM ticket_operations WHERE run_id = @run AND number > @after ORDER BY number LIMIT @size
