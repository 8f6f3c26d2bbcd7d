UPDATE provider_sites SET compared = NULL, whole = @settings, whole_no = 0, whole_at = @now
 WHERE client_key = @clientKey AND installation = @installation AND claimed_by IS NOT DISTINCT FROM @owner
