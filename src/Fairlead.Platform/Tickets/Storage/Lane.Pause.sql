UPDATE ticket_lanes
   SET pause = @pause, pause_reason = @reason, paused_at = @pausedAt, resume_at = @resumeAt
 WHERE connection_id = @connection
   -- A rest never takes the place of a pause that waits for a person or a way through.
   AND (@pause IS NULL OR @pause <> 3 OR pause IS NULL OR pause = 3)
