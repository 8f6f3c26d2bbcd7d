UPDATE alert_triggers SET claimed_by = NULL, claimed_until = NULL, problem = @problem WHERE id = @id AND claimed_by = @owner
