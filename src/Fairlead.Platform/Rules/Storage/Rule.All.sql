SELECT * FROM finding_rules ORDER BY name_key
