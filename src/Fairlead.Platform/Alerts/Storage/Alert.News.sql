SELECT id, fingerprint, source, rule, title, severity, asset, cluster, namespace, workload, process, resource, operation, action, message,
       sample, seen, first_seen_at, last_seen_at, first_received_at, last_received_at
  FROM alerts
 WHERE is_news AND id > @after
 ORDER BY id
 LIMIT @limit
