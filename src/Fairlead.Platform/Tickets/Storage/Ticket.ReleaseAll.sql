UPDATE tickets SET not_before = NULL, updated_at = @now WHERE connection_id = @connection AND state IN @states
