-- Calls of one installation are begun one after the other, and none after it is over or was switched off, nor after another server took the site over.
UPDATE provider_sites SET sequence = sequence WHERE client_key = @clientKey AND installation = @installation AND state = 1 AND submits = 1 AND claimed_by IS NOT DISTINCT FROM @owner
