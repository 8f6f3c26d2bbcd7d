UPDATE tickets SET presence = @presence, missing_since = @missingSince, reason = @reason, updated_at = @now WHERE id = @id
