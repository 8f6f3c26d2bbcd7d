UPDATE secret_shards SET claimed_until = NULL WHERE scan_id = @id AND claimed_by IS NULL
