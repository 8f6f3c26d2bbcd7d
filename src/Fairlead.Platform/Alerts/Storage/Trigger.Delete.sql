DELETE FROM alert_triggers WHERE id = @id
