SELECT a.id, a.fingerprint, a.source, a.rule, a.title, a.severity, a.asset, a.cluster, a.namespace, a.workload, a.process, a.resource, a.operation, a.action, a.message,
       a.sample, a.seen, a.first_seen_at, a.last_seen_at, a.first_received_at, a.last_received_at
  FROM alert_releases r
  JOIN alerts a ON a.id = r.alert_id
 WHERE r.trigger_id = @trigger AND r.released_at IS NOT NULL AND r.seen < a.seen AND a.id > @after
 ORDER BY a.id
 LIMIT @limit
