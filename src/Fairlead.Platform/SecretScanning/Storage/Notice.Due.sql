SELECT f.id AS finding_id, MIN(p.issue_id) AS issue_id
  FROM secret_findings f
  JOIN secret_places p ON p.finding_id = f.id
  LEFT JOIN secret_notices n ON n.connection_id = f.connection_id AND n.issue_id = p.issue_id AND n.value_hash = f.value_hash
 WHERE f.connection_id = @connection AND f.project_id = @projectId AND f.first_seen_at >= @since AND f.gone_at IS NULL AND p.historical = FALSE
   AND (n.state IS NULL OR (n.state = 3 AND n.tried_at < @before) OR (n.state = 1 AND n.tried_at < @left))
   AND NOT EXISTS (SELECT 1 FROM secret_revocations v WHERE v.finding_id = f.id)
   AND NOT EXISTS (SELECT 1 FROM secret_reviews r WHERE r.connection_id = f.connection_id AND r.project_id = f.project_id AND r.value_hash = f.value_hash)
 GROUP BY f.id
 ORDER BY f.id
 LIMIT @limit
