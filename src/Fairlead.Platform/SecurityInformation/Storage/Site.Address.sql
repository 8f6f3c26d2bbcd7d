UPDATE provider_sites SET base_url = @baseUrl WHERE client_key = @clientKey AND installation = @installation
