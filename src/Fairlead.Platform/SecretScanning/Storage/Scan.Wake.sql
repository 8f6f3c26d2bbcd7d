UPDATE secret_scans SET problem = NULL WHERE id = @id AND problem IS NOT NULL
