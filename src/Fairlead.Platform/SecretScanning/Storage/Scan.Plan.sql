UPDATE secret_scans SET total = @total WHERE id = @id AND state IN (1, 2)
