DELETE FROM provider_submissions WHERE client_key = @clientKey
