UPDATE secret_scans SET claimed_until = @until WHERE id = @id AND state = 2 AND claimed_by = @owner
