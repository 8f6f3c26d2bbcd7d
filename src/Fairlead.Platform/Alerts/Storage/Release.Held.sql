-- Without those that another trigger, also one that was deleted since, let through: they have their ticket.
SELECT count(*) AS alerts, CAST(coalesce(sum(a.seen), 0) AS bigint) AS seen, coalesce(max(a.severity), 0) AS severity
  FROM alert_releases r
  JOIN alerts a ON a.id = r.alert_id
 WHERE r.trigger_id = @trigger AND r.released_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM alert_releases o WHERE o.alert_id = r.alert_id AND o.released_at IS NOT NULL)
