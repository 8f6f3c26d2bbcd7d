SELECT no, issue_id FROM webhook_events WHERE connection_id = @connection AND heard_at IS NULL ORDER BY no LIMIT @limit
