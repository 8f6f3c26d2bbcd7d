DELETE FROM alert_triggers
 WHERE name_key IS NULL AND held_told = 0 AND NOT EXISTS (SELECT 1 FROM alert_releases r WHERE r.trigger_id = alert_triggers.id)
