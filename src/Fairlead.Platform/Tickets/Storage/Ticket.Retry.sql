UPDATE tickets SET held_hash = NULL, updated_at = @now WHERE id = @id AND held_hash IS NOT NULL
