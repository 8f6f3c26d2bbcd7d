UPDATE ticket_configurations SET deleted_at = @now, name_key = @freed WHERE id = @id AND deleted_at IS NULL
