UPDATE secret_scans SET total = @total, listed_at = COALESCE(@listedAt, listed_at), rules_version = COALESCE(rules_version, @rulesVersion) WHERE id = @id AND state IN (1, 2)
