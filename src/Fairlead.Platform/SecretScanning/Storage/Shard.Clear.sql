DELETE FROM secret_shards WHERE scan_id = @id
