UPDATE ticket_lanes SET look_tried_at = NULL WHERE connection_id = @connection AND look_tried_at IS NOT NULL
