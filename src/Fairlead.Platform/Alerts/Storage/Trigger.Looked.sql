UPDATE alert_triggers SET looked_at = @lookedAt WHERE id = @id
