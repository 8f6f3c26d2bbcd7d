UPDATE ticket_lanes
   SET pause = NULL, pause_reason = NULL, paused_at = NULL, resume_at = NULL
 WHERE connection_id = @connection AND pause = @pause AND paused_at = @asOf
