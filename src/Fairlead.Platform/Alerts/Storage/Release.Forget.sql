DELETE FROM alert_releases WHERE NOT EXISTS (SELECT 1 FROM alerts a WHERE a.id = alert_releases.alert_id)
