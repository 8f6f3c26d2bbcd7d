UPDATE provider_sites SET token_until = @until WHERE client_key = @clientKey AND forge_installation = @id
