UPDATE secret_scans
   SET state = 2, claimed_by = @owner, claimed_until = @until, started_at = COALESCE(started_at, @now)
 WHERE id = @id AND state IN (1, 2) AND (claimed_until IS NULL OR claimed_until < @now)
