-- Held until the transaction ends, so that nobody writes it between this and what follows.
UPDATE tickets SET updated_at = updated_at WHERE id = @id RETURNING updated_at
