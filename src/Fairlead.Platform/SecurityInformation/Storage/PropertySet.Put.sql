INSERT INTO security_property_sets (provider_no, digest)
VALUES (@providerNo, @digest)
RETURNING no
