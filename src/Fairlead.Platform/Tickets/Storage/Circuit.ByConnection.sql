SELECT connection_id, project_id, issue_type_id, rung, screen, demanded, opened_at, probe_at, reason
  FROM ticket_circuits WHERE connection_id = @connection
