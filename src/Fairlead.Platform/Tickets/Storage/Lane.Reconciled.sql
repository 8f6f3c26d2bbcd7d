UPDATE ticket_lanes SET reconciled_at = @at, vanished = @vanished, vanished_of = @of WHERE connection_id = @connection AND epoch = @epoch
