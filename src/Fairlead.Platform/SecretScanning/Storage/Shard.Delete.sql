DELETE FROM secret_shards WHERE scan_id = @id AND no = @no AND claimed_by = @owner
