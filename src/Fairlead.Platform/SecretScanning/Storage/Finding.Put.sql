INSERT INTO secret_findings (id, connection_id, project_id, rule, value_hash, masked, severity, check_holds, first_seen_at, last_seen_at)
VALUES (@id, @connection, @projectId, @rule, @valueHash, @masked, @severity, @checkHolds, @now, @now)
    ON CONFLICT (connection_id, project_id, value_hash, rule) DO UPDATE
   SET last_seen_at = excluded.last_seen_at, severity = excluded.severity, check_holds = excluded.check_holds, masked = excluded.masked, gone_at = NULL
RETURNING id
