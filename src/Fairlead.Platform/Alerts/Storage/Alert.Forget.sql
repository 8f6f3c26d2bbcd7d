-- Not what no look has seen, nor what waits behind a trigger, nor repeats that it has not told yet: for the next period, whenever that is. Through one that is disabled
-- nothing goes.
DELETE FROM alerts
 WHERE last_received_at < @before AND NOT is_news
   AND NOT EXISTS (SELECT 1
                     FROM alert_releases r
                     JOIN alert_triggers t ON t.id = r.trigger_id
                    WHERE r.alert_id = alerts.id AND (r.released_at IS NULL OR r.seen < alerts.seen) AND t.enabled)
