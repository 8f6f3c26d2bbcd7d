SELECT address, key_id, wrapped_key, sealed_value FROM vault WHERE address = @address
