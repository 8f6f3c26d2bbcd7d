UPDATE provider_sites SET linked_installation = @installation WHERE client_key = @clientKey AND installation = @installation
