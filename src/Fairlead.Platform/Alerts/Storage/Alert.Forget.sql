-- Not what waits behind a trigger: for the next period, whenever that is. Through one that is disabled nothing goes.
DELETE FROM alerts
 WHERE last_received_at < @before
   AND NOT EXISTS (SELECT 1
                     FROM alert_releases r
                     JOIN alert_triggers t ON t.id = r.trigger_id
                    WHERE r.alert_id = alerts.id AND r.released_at IS NULL AND t.enabled)
