SELECT p.issue_id
  FROM secret_places p
  JOIN secret_findings f ON f.id = p.finding_id
 WHERE f.connection_id = @connection AND f.project_id = @projectId AND (@issueKey IS NULL OR p.issue_key = @issueKey)
 UNION
SELECT issue_id
  FROM secret_skipped
 WHERE connection_id = @connection AND project_id = @projectId AND (@issueKey IS NULL OR issue_key = @issueKey)
