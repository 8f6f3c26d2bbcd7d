UPDATE security_apps SET slot = 1 - slot, former_until = @formerUntil, rotated_at = @now
 WHERE key = @key AND revoked_at IS NULL AND (@keepsFormer = 0 OR former_until IS NULL OR former_until <= @now)
RETURNING key, name, scopes, slot, former_until, created_at, rotated_at, last_used_at, revoked_at
