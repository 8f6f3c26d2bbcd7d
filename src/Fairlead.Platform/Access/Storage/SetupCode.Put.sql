INSERT INTO setup_code (id, hash, expires_at) VALUES (1, @hash, @expiresAt)
    ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at
