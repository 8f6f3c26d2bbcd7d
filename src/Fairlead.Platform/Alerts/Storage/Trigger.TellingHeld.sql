UPDATE alert_triggers SET held_told = -1 WHERE id = @id
