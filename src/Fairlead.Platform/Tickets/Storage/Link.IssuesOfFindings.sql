SELECT l.finding_id AS finding, t.id AS ticket, t.issue_id, t.issue_key
  FROM ticket_findings l
  JOIN tickets t ON t.id = l.ticket_id
 WHERE l.finding_id IN @ids AND t.connection_id = @connection AND t.issue_id IS NOT NULL AND (t.presence IS NULL OR t.presence IN @present)
 ORDER BY t.created_at, t.id
