UPDATE tickets SET owed_at = @now WHERE id = @id
