DELETE FROM security_app_tokens WHERE expires_at <= @now
