UPDATE provider_sites SET linked_installation = @installation, proven_url = base_url WHERE client_key = @clientKey AND installation = @installation
