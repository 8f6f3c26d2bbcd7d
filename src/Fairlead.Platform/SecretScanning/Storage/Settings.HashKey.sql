SELECT hash_key FROM secret_settings WHERE hash_key IS NOT NULL
