UPDATE vault SET key_id = @keyId, wrapped_key = @wrappedKey WHERE address = @Address AND wrapped_key = @oldWrappedKey
