INSERT INTO security_workspaces (provider_no, workspace_id, updated_at)
VALUES (@providerNo, @workspaceId, @now)
    ON CONFLICT (provider_no, workspace_id) DO NOTHING
