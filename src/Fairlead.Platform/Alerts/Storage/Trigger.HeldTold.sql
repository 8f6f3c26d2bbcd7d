UPDATE alert_triggers SET held_told = 0 WHERE id = @id
