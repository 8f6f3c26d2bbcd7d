INSERT INTO alerts (id, fingerprint, source, rule, title, severity, asset, cluster, namespace, workload, process, resource, operation,
                    action, message, sample, search_text, seen, first_seen_at, last_seen_at, first_received_at, last_received_at, is_news)
VALUES (@Id, @Fingerprint, @Source, @Rule, @Title, @Severity, @Asset, @Cluster, @Namespace, @Workload, @Process, @Resource, @Operation,
        @Action, @Message, @Sample, @SearchText, @Seen, @FirstSeenAt, @LastSeenAt, @LastReceivedAt, @LastReceivedAt, true)
    ON CONFLICT (fingerprint) DO UPDATE SET
        seen = alerts.seen + excluded.seen,
        severity = CASE WHEN excluded.severity > alerts.severity THEN excluded.severity ELSE alerts.severity END,
        first_seen_at = CASE WHEN excluded.first_seen_at < alerts.first_seen_at THEN excluded.first_seen_at ELSE alerts.first_seen_at END,
        title = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.title ELSE alerts.title END,
        resource = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.resource ELSE alerts.resource END,
        operation = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.operation ELSE alerts.operation END,
        action = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.action ELSE alerts.action END,
        message = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.message ELSE alerts.message END,
        sample = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.sample ELSE alerts.sample END,
        search_text = CASE WHEN excluded.last_seen_at >= alerts.last_seen_at THEN excluded.search_text ELSE alerts.search_text END,
        last_seen_at = CASE WHEN excluded.last_seen_at > alerts.last_seen_at THEN excluded.last_seen_at ELSE alerts.last_seen_at END,
        last_received_at = excluded.last_received_at,
        is_news = true
