UPDATE secret_settings SET hash_key = @id WHERE hash_key IS NULL
