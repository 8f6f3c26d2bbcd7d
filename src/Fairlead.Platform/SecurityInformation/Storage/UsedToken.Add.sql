INSERT INTO security_used_tokens (hash, expires_at) VALUES (@hash, @expiresAt) ON CONFLICT (hash) DO NOTHING
