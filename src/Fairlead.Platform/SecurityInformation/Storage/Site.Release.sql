UPDATE provider_sites SET claimed_by = NULL, claimed_until = NULL WHERE client_key = @clientKey AND claimed_by = @owner
