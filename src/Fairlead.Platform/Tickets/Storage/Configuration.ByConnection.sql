SELECT id, revision, body, created_at, updated_at FROM ticket_configurations WHERE deleted_at IS NULL AND connection_id = @connection ORDER BY name_key
