-- As long as its secrets are those since then.
UPDATE security_apps SET secret_used = 1 WHERE key = @Key AND secret_used = 0 AND COALESCE(rotated_at, created_at) = @since
