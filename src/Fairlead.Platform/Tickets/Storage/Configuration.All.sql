SELECT id, revision, body, created_at, updated_at FROM ticket_configurations ORDER BY name_key
