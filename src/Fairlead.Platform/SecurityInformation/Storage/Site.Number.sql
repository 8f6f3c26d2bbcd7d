-- Nothing is sent in the name of an installation that is over, nor after submission was switched off, nor after another server took the site over.
UPDATE provider_sites SET sequence = sequence + 1
 WHERE client_key = @clientKey AND installation = @installation AND state = 1 AND submits = 1 AND claimed_by IS NOT DISTINCT FROM @owner
RETURNING sequence
