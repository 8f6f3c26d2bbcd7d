INSERT INTO alert_releases (trigger_id, alert_id, released_at, seen) VALUES (@trigger, @alert, NULL, 0)
    ON CONFLICT (trigger_id, alert_id) DO NOTHING
