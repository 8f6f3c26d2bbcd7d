SELECT p.finding_id, f.rule, p.issue_key, p.kind, p.place_id, p.place_name, p.historical, p.line, p.col
  FROM secret_places p
  JOIN secret_findings f ON f.id = p.finding_id
 WHERE p.connection_id = @connection AND p.issue_id = @issue AND f.project_id = @projectId
