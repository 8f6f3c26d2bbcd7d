SELECT DISTINCT configuration_id, project_id, issue_type_id
  FROM tickets
 WHERE connection_id = @connection AND state IN @states AND (not_before IS NULL OR not_before <= @now)
