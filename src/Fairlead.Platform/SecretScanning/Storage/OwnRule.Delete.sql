DELETE FROM secret_own_rules WHERE id = @id
