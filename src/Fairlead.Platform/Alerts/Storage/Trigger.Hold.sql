UPDATE alert_triggers SET claimed_until = @until WHERE id = @id AND claimed_by = @owner
