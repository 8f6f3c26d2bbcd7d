SELECT name, problem FROM security_providers WHERE problem IS NOT NULL ORDER BY name, no
