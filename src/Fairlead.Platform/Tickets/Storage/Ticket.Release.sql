UPDATE tickets SET presence = @released, reason = @reason, updated_at = @now
 WHERE id = @id AND (presence IN (@deleted, @unlinked) OR (presence = @lost AND not_before IS NULL))
