UPDATE alert_triggers SET claimed_by = @owner, claimed_until = @until
 WHERE id = @id AND enabled = @enabled AND (claimed_until IS NULL OR claimed_until < @now)
