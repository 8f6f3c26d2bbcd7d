DELETE FROM provider_changes WHERE client_key = @clientKey
