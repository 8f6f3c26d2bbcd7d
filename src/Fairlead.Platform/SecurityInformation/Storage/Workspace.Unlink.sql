DELETE FROM security_workspaces WHERE provider_no = @providerNo AND workspace_id IN @workspaceIds
