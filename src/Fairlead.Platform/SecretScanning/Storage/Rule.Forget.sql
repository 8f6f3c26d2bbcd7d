DELETE FROM secret_rules WHERE rule = @rule
