-- Calls of one installation are begun one after the other, and none after it is over or was switched off.
UPDATE provider_sites SET sequence = sequence WHERE client_key = @clientKey AND installation = @installation AND state = 1 AND submits = 1
