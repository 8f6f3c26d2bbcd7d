UPDATE tickets SET held_hash = NULL, undone_hash = NULL, updated_at = @now
 WHERE id = @id AND (held_hash IS NOT NULL OR undone_hash IS NOT NULL)
