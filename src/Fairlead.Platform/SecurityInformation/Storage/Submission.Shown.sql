UPDATE provider_submissions SET missed = 0 WHERE client_key = @clientKey AND installation = @installation AND sequence = @sequence AND missed > 0
