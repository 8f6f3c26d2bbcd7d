SELECT COUNT(*) FROM secret_shards WHERE scan_id = @id
