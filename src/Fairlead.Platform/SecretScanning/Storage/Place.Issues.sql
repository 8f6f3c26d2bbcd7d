SELECT p.issue_id
  FROM secret_places p
  JOIN secret_findings f ON f.id = p.finding_id
 -- By its number: the project may have another key by now.
 WHERE f.connection_id = @connection AND f.project_id = @projectId AND (@number IS NULL OR substr(p.issue_key, length(p.issue_key) - length(@number)) = '-' || @number)
 UNION
SELECT issue_id
  FROM secret_skipped
 WHERE connection_id = @connection AND project_id = @projectId AND (@number IS NULL OR substr(issue_key, length(issue_key) - length(@number)) = '-' || @number)
