INSERT INTO security_app_tokens (hash, app_key, scopes, expires_at) VALUES (@hash, @appKey, @scopes, @expiresAt)
