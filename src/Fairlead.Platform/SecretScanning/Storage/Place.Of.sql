SELECT p.finding_id, p.issue_id, p.issue_key, o.project_key, p.kind, p.place_id, p.place_name, p.historical, p.line, p.col
  FROM secret_places p
  JOIN secret_findings f ON f.id = p.finding_id
  LEFT JOIN secret_projects o ON o.connection_id = f.connection_id AND o.project_id = f.project_id
 WHERE p.finding_id IN @findings
 ORDER BY p.issue_id, p.kind, p.place_id, p.historical, p.line, p.col, p.place_name
