SELECT connection_id, project_id, asset, wanted
  FROM secret_reports
 WHERE wanted > reported AND (claimed_until IS NULL OR claimed_until < @now)
 ORDER BY connection_id, project_id
