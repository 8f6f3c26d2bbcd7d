UPDATE secret_shards SET claimed_until = @until WHERE scan_id = @id AND claimed_by = @owner
