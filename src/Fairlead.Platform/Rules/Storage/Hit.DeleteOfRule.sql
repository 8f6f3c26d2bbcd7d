DELETE FROM rule_hits WHERE rule_id = @id
