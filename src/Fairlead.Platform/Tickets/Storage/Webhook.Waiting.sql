SELECT DISTINCT connection_id FROM webhook_events WHERE heard_at IS NULL
