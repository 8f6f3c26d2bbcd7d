UPDATE provider_sites SET submitted_at = @now WHERE client_key = @clientKey AND installation = @installation
