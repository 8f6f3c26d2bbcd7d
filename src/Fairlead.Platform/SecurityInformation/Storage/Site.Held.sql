SELECT 1 FROM provider_sites WHERE client_key = @clientKey AND installation = @installation AND state = 1 AND submits = 1 AND claimed_by = @owner
