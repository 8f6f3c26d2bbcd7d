UPDATE ticket_lanes
   SET pause = @pause, pause_reason = @reason, paused_at = @pausedAt, resume_at = @resumeAt
 WHERE connection_id = @connection
   -- What ends by itself never takes the place of a pause that waits for a person, nor a rest that of one that waits for a way through.
   AND (pause IS NULL OR pause = 3 OR @pause IN (1, 4) OR (pause = 2 AND @pause = 2))
