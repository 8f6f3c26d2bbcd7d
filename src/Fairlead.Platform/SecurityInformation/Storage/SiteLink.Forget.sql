DELETE FROM provider_links WHERE client_key = @clientKey
