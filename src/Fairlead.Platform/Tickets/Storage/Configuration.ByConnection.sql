SELECT id, revision, body, created_at, updated_at FROM ticket_configurations WHERE connection_id = @connection ORDER BY name_key
