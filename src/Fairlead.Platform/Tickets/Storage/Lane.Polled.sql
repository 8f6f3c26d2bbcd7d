UPDATE ticket_lanes SET polled_at = @at WHERE connection_id = @connection AND reading_epoch = @epoch
