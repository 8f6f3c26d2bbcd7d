UPDATE imports
   SET state = 4, finished_at = @finishedAt, failure = @reason, next_step = @nextStep, idempotency_key = NULL
 WHERE no = @no
