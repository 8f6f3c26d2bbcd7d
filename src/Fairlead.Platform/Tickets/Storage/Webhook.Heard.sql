UPDATE webhook_events SET heard_at = @now WHERE connection_id = @connection AND heard_at IS NULL AND no <= @last
