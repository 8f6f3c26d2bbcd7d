UPDATE tickets SET heard_at = @updatedAt WHERE id = @ticket
