UPDATE webhook_events SET heard_at = @now WHERE connection_id = @connection AND no IN @nos
