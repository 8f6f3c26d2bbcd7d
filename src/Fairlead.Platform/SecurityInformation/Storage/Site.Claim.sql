-- Whoever has it and says so no more has lost it.
UPDATE provider_sites SET claimed_by = @owner, claimed_until = @until
 WHERE client_key = @clientKey AND installation = @installation AND (claimed_until IS NULL OR claimed_until < @now)
