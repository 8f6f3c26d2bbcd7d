-- Until the look is over of which it is part, not all is compared.
UPDATE provider_sites SET submitted_at = @now, verify_at = COALESCE(verify_at, @verifyAt), compared = NULL WHERE client_key = @clientKey AND installation = @installation
