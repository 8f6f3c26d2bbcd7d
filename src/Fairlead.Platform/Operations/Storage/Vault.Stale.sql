SELECT address, key_id, wrapped_key, sealed_value FROM vault WHERE key_id <> @keyId ORDER BY address LIMIT @limit
