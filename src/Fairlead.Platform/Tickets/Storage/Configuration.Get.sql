SELECT id, revision, body, created_at, updated_at FROM ticket_configurations WHERE id = @id
