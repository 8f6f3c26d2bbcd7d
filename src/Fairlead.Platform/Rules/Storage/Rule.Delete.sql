DELETE FROM finding_rules WHERE id = @id
