UPDATE secret_shards SET claimed_until = @until WHERE scan_id = @id AND claimed_by IS NULL AND (claimed_until IS NULL OR claimed_until < @until)
