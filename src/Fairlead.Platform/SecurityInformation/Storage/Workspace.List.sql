SELECT w.workspace_id
  FROM security_workspaces w JOIN security_providers p ON p.no = w.provider_no
 WHERE p.key = @provider
 ORDER BY w.workspace_id
