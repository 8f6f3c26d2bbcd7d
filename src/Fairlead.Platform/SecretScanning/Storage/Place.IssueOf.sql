SELECT p.issue_id
  FROM secret_places p
  JOIN secret_findings f ON f.id = p.finding_id
  LEFT JOIN secret_projects o ON o.connection_id = f.connection_id AND o.project_id = f.project_id
 WHERE p.connection_id = @connection
   -- As it is called now, or as it was when it was looked through: the project may have another key by now.
   AND (p.issue_key = @issueKey OR (o.project_key = @projectKey AND substr(p.issue_key, length(p.issue_key) - length(@number)) = '-' || @number))
 ORDER BY CASE WHEN o.project_key = @projectKey THEN 0 ELSE 1 END, p.issue_id
 LIMIT 1
