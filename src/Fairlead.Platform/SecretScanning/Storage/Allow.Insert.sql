INSERT INTO secret_allow_entries (id, connection_id, project_id, project_key, value_hash, masked, rule, list, reason, added_by, added_at, expires_at)
VALUES (@id, @connection, @projectId, @projectKey, @valueHash, @masked, @rule, @list, @reason, @by, @now, @expiresAt)
