UPDATE security_providers
   SET claimed_by = @owner, claimed_until = @until, reading = revision
 WHERE no = @no AND (claimed_until IS NULL OR claimed_until < @now)
RETURNING no, key, name, scanner, revision, reported
