UPDATE ticket_lanes SET wrote_at = @at WHERE connection_id = @connection
