INSERT INTO alert_releases (trigger_id, alert_id, released_at, seen)
SELECT @trigger, @alert, NULL, 0
  FROM alert_triggers
 WHERE id = @trigger AND enabled
    ON CONFLICT (trigger_id, alert_id) DO NOTHING
