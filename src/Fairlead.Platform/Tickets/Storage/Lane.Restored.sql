UPDATE ticket_lanes SET instance_epoch = @instanceEpoch, swept_at = NULL WHERE connection_id = @connection
