-- Whoever works on it ends what it does; what it holds back by then is told to be over after that.
UPDATE alert_triggers SET name_key = NULL, enabled = @enabled, revision = revision + 1 WHERE id = @id
