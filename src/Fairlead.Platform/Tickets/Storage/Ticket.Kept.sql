SELECT id, kept_fields FROM tickets WHERE id = @id
