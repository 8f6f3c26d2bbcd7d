SELECT rule, enabled FROM secret_rules
