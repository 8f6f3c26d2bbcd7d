UPDATE tickets SET heard_at = COALESCE(@updatedAt, heard_at), owed_at = NULL WHERE id = @ticket
