SELECT rules_version, listed_at FROM secret_scans WHERE id = @id
