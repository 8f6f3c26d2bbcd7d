UPDATE ticket_lanes
   SET paused_at = @pausedAt, resume_at = @resumeAt
 WHERE connection_id = @connection AND pause = @pause AND paused_at = @asOf
