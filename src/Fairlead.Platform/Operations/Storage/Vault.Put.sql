INSERT INTO vault (address, key_id, wrapped_key, sealed_value)
VALUES (@address, @keyId, @wrappedKey, @sealedValue)
    ON CONFLICT (address) DO UPDATE
   SET key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, sealed_value = excluded.sealed_value
