UPDATE secret_scans SET state = 2, started_at = COALESCE(started_at, @now) WHERE id = @id AND state IN (1, 2)
