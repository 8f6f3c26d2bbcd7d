UPDATE alert_triggers SET name_key = NULL, enabled = @enabled, revision = revision + 1, claimed_by = NULL, claimed_until = NULL WHERE id = @id
