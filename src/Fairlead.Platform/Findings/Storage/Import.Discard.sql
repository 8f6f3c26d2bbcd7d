UPDATE imports SET state = 4, finished_at = @finishedAt, incomplete = @reason, idempotency_key = NULL WHERE no = @no
