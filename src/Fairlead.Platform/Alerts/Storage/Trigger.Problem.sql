UPDATE alert_triggers SET problem = @problem WHERE id = @id
