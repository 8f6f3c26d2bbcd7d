UPDATE tickets SET owed_at = NULL WHERE id = @id AND owed_at = @asOf
