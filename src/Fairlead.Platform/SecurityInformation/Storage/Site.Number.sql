-- Nothing is sent in the name of an installation that is over.
UPDATE provider_sites SET sequence = sequence + 1
 WHERE client_key = @clientKey AND installation = @installation AND state = 1
RETURNING sequence
