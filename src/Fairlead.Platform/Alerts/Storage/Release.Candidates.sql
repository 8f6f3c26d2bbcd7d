SELECT a.id, a.fingerprint, a.source, a.rule, a.title, a.severity, a.asset, a.cluster, a.namespace, a.workload, a.process, a.resource, a.operation, a.action, a.message,
       a.sample, a.seen, a.first_seen_at, a.last_seen_at, a.first_received_at, a.last_received_at
  FROM alerts a
 WHERE (a.last_received_at > @afterAt OR (a.last_received_at = @afterAt AND a.id > @afterId)) AND a.last_received_at <= @until
   AND NOT EXISTS (SELECT 1 FROM alert_releases r WHERE r.trigger_id = @trigger AND r.alert_id = a.id)
 ORDER BY a.last_received_at, a.id
 LIMIT @limit
