UPDATE vault SET key_id = @keyId, wrapped_key = @wrappedKey WHERE address = @Address
