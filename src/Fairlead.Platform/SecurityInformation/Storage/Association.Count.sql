SELECT count(*) FROM security_associations WHERE problem IS NOT NULL
