SELECT c.connection_id, c.project_id, c.issue_type_id, c.opened_at, c.probe_at, c.reason, CAST(count(*) AS integer) AS waiting
  FROM ticket_circuits c
  JOIN tickets t ON t.connection_id = c.connection_id AND t.project_id = c.project_id AND t.issue_type_id = c.issue_type_id AND t.state IN @states
 WHERE c.opened_at IS NOT NULL
 GROUP BY c.connection_id, c.project_id, c.issue_type_id, c.opened_at, c.probe_at, c.reason
 ORDER BY c.connection_id, c.project_id, c.issue_type_id
