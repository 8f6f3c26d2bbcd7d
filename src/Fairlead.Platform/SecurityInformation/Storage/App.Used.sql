UPDATE security_apps SET last_used_at = @now WHERE key = @key
