SELECT w.updated_at
  FROM security_workspaces w JOIN security_providers p ON p.no = w.provider_no
 WHERE p.key = @provider AND w.workspace_id = @workspaceId
