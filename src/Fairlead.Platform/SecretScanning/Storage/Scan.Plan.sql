UPDATE secret_scans SET total = @total, rules_version = COALESCE(rules_version, @rulesVersion) WHERE id = @id AND state IN (1, 2)
