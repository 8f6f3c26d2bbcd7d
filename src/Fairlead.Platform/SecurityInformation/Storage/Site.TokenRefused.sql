UPDATE provider_sites SET token_until = @now WHERE client_key = @clientKey AND forge_installation = @id AND token_until = @until
