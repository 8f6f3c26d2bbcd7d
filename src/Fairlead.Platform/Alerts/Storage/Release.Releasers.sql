-- Those that were deleted too: what they let through stays.
SELECT r.alert_id, t.name, t.threat_level
  FROM alert_releases r
  JOIN alert_triggers t ON t.id = r.trigger_id
 WHERE r.released_at IS NOT NULL AND r.alert_id IN @alerts
 ORDER BY t.name, t.id
