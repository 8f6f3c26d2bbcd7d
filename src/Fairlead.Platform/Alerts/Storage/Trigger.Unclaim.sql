UPDATE alert_triggers SET claimed_until = NULL, problem = @problem WHERE id = @id
