SELECT o.run_id, o.number, o.kind, o.ticket_id, o.body, o.outcome, o.outcome_text, o.outcome_note,
       CASE WHEN o.kind = @create AND o.outcome IN @later THEN t.issue_key END AS made_later
  FROM ticket_operations o LEFT JOIN tickets t ON t.id = o.ticket_id
 WHERE o.run_id = @run AND o.number > @after ORDER BY o.number LIMIT @size
