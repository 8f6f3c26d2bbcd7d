-- Not what a throttle may still count: it says how many went through in a period, whether they are known by now or not.
DELETE FROM alert_releases
 WHERE (released_at IS NULL OR released_at < @before)
   AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.id = alert_releases.alert_id)
