SELECT f.id AS finding_id, f.project_id, f.rule, f.value_hash, p.issue_id, p.issue_key, p.kind, p.place_id, n.state, n.detail, n.mark, n.tried_at
  FROM secret_findings f
  JOIN secret_places p ON p.finding_id = f.id
  LEFT JOIN secret_notices n ON n.connection_id = f.connection_id AND n.issue_id = p.issue_id AND n.value_hash = f.value_hash
 WHERE f.id = @id AND p.historical = FALSE
 ORDER BY p.issue_id, p.kind, p.place_id
