SELECT f.id, f.connection_id, f.project_id, f.rule, f.masked, f.severity, f.check_holds, f.first_seen_at, f.last_seen_at, f.gone_at,
       r.reviewed_by, r.reviewed_at, v.revoked_by, v.revoked_at
  FROM secret_findings f
  LEFT JOIN secret_reviews r ON r.connection_id = f.connection_id AND r.project_id = f.project_id AND r.value_hash = f.value_hash
  LEFT JOIN secret_revocations v ON v.finding_id = f.id
 WHERE f.connection_id = @connection AND f.project_id = @projectId AND f.id > @after AND f.gone_at IS NULL
 ORDER BY f.id
 LIMIT @size
