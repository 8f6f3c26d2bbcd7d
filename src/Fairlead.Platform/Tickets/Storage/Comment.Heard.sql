UPDATE tickets SET heard_at = COALESCE(@updatedAt, heard_at) WHERE id = @ticket
