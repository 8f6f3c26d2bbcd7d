UPDATE ticket_lanes
   SET look_failed_at = CASE WHEN @reason IS NULL THEN NULL ELSE COALESCE(look_failed_at, @at) END, look_failure = @reason, look_next_step = @nextStep
 WHERE connection_id = @connection AND (@reason IS NOT NULL OR look_failed_at IS NOT NULL)
