SELECT f.project_id, COALESCE(p.project_key, s.project_key, '') AS project_key
  FROM (SELECT DISTINCT connection_id, project_id FROM secret_findings WHERE connection_id = @connection) f
  LEFT JOIN secret_projects p ON p.connection_id = f.connection_id AND p.project_id = f.project_id
  -- Of one whose first look has not ended, as it was called when that was asked for.
  LEFT JOIN (SELECT project_id, MAX(project_key) AS project_key FROM secret_scans WHERE connection_id = @connection GROUP BY project_id) s ON s.project_id = f.project_id
 UNION
SELECT project_id, project_key
  FROM secret_projects
 WHERE connection_id = @connection
 ORDER BY project_key, project_id
