UPDATE provider_sites SET verify_at = NULL WHERE client_key = @clientKey AND installation = @installation
