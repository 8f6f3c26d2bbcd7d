SELECT key, name, scopes, slot, former_until, secret_used, created_at, rotated_at, last_used_at, revoked_at FROM security_apps WHERE key = @key
