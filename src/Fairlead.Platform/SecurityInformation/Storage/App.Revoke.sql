UPDATE security_apps SET revoked_at = @now, former_until = NULL WHERE key = @key AND revoked_at IS NULL
