-- As long as its secrets are those since then.
UPDATE security_apps SET rotated_at = rotated_at WHERE key = @Key AND revoked_at IS NULL AND COALESCE(rotated_at, created_at) = @since
