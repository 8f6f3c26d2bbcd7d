-- By way of the configurations, which is how pins are found.
SELECT p.finding_id AS finding, t.id AS ticket, t.issue_id, t.issue_key
  FROM ticket_configurations c
  JOIN ticket_pins p ON p.configuration_id = c.id AND p.finding_id IN @ids
  JOIN tickets t ON t.configuration_id = p.configuration_id AND t.group_key = p.group_key
 WHERE c.connection_id = @connection AND t.connection_id = @connection AND t.issue_id IS NOT NULL AND (t.presence IS NULL OR t.presence IN @present)
 ORDER BY t.created_at, t.id
