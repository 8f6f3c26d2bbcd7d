INSERT INTO security_app_tokens (hash, app_key, scopes, expires_at)
SELECT @hash, key, @scopes, @expiresAt FROM security_apps WHERE key = @appKey AND revoked_at IS NULL
