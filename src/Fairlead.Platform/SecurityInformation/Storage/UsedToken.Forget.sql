DELETE FROM security_used_tokens WHERE expires_at <= @now
