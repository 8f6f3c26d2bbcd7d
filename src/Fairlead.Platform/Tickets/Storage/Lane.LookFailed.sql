UPDATE ticket_lanes
   SET look_failed_at = CASE WHEN @reason IS NULL THEN NULL ELSE COALESCE(look_failed_at, @at) END, look_failure = @reason, look_next_step = @nextStep,
       look_failures = CASE WHEN @waits THEN COALESCE(look_failures, 0) + 1 END,
       look_tried_at = CASE WHEN @waits THEN @at END
 WHERE connection_id = @connection AND (@reason IS NOT NULL OR look_failed_at IS NOT NULL)
