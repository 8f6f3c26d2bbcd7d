UPDATE ticket_lanes SET reconciled_at = @at, vanished = @vanished, vanished_of = @of, missed = @missed WHERE connection_id = @connection AND epoch = @epoch
