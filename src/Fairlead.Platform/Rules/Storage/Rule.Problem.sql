UPDATE finding_rules SET problem = @problem WHERE id = @id
