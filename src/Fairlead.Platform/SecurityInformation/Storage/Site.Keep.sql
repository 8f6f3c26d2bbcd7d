UPDATE provider_sites SET claimed_until = @until WHERE client_key = @clientKey AND claimed_by = @owner
