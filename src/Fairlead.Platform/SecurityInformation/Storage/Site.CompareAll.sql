UPDATE provider_sites SET compared = NULL, whole = NULL WHERE client_key = @clientKey
