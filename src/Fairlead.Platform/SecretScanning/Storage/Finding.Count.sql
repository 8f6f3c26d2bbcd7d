SELECT COUNT(*)
  FROM secret_findings f
  LEFT JOIN secret_reviews r ON r.connection_id = f.connection_id AND r.project_id = f.project_id AND r.value_hash = f.value_hash
  LEFT JOIN secret_revocations v ON v.finding_id = f.id
 WHERE f.connection_id = @connection
   AND (@projectId IS NULL OR f.project_id = @projectId)
   AND (@issueId IS NULL OR EXISTS (SELECT 1 FROM secret_places p WHERE p.connection_id = f.connection_id AND p.issue_id = @issueId AND p.finding_id = f.id))
   AND (@reviewed IS NULL OR (CASE WHEN r.reviewed_at IS NULL THEN 0 ELSE 1 END) = @reviewed)
   AND (@revoked IS NULL OR (CASE WHEN v.revoked_at IS NULL THEN 0 ELSE 1 END) = @revoked)
   AND (@rule IS NULL OR f.rule = @rule)
   AND f.severity >= @severity
   AND f.gone_at IS NULL
