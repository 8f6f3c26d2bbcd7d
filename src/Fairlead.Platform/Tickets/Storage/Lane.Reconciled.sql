UPDATE ticket_lanes SET reconciled_at = @at WHERE connection_id = @connection AND epoch = @epoch
