DELETE FROM security_app_tokens WHERE app_key = @appKey
