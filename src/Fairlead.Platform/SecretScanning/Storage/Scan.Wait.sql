UPDATE secret_scans SET state = 1, problem = @problem WHERE id = @id AND state IN (1, 2)
