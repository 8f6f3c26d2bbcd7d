UPDATE ticket_lanes
   SET pause = @pause, pause_reason = @reason, paused_at = @pausedAt, resume_at = @resumeAt
 WHERE connection_id = @connection
