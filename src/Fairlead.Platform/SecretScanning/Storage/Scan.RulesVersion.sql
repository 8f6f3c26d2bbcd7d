SELECT rules_version FROM secret_scans WHERE id = @id
