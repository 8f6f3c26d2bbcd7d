-- A secret of the last rotation with which the app never signed in gives way to the new one, so that the one before stays.
UPDATE security_apps
   SET slot = CASE WHEN @keepsFormer = 1 AND former_until > @now THEN slot ELSE 1 - slot END,
       former_until = @formerUntil, rotated_at = @now, secret_used = 0
 WHERE key = @key AND revoked_at IS NULL AND (@keepsFormer = 0 OR former_until IS NULL OR former_until <= @now OR secret_used = 0)
RETURNING key, name, scopes, slot, former_until, secret_used, created_at, rotated_at, last_used_at, revoked_at
