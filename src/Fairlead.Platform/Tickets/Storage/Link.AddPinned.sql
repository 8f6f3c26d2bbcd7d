-- Whoever closed a done issue did not know of these: the run that opens it puts them behind it.
INSERT INTO ticket_findings (ticket_id, finding_id)
SELECT t.id, p.finding_id
  FROM tickets t JOIN ticket_pins p ON p.configuration_id = t.configuration_id AND p.group_key = t.group_key
 WHERE t.id = @ticket AND coalesce(t.status_category, 0) <> @done
   AND NOT EXISTS (SELECT 1 FROM ticket_findings l WHERE l.ticket_id = t.id AND l.finding_id = p.finding_id)
