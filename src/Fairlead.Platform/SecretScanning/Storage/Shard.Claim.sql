UPDATE secret_shards
   SET claimed_by = @owner, claimed_until = @until
 WHERE scan_id = @id AND no = @no AND (claimed_until IS NULL OR claimed_until < @now)
RETURNING no, issues, reached
