SELECT count(*) FROM setup_code WHERE id = 1 AND hash = @hash AND expires_at > @now
