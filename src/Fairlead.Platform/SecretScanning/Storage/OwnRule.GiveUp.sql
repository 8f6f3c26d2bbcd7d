UPDATE secret_own_rules SET problem = @problem WHERE id = @id AND yaml = @yaml AND problem IS NULL
