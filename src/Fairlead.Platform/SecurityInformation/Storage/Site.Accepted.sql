UPDATE provider_sites SET submitted_at = @now, verify_at = COALESCE(verify_at, @verifyAt) WHERE client_key = @clientKey AND installation = @installation
