SELECT l.finding_id, t.id, t.issue_key, t.presence
  FROM ticket_findings l
  JOIN tickets t ON t.id = l.ticket_id
 WHERE l.finding_id IN @ids
 ORDER BY t.created_at, t.id
