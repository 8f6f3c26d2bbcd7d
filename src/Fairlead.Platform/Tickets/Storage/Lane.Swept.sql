UPDATE ticket_lanes SET swept_at = @at WHERE connection_id = @connection AND epoch = @epoch
