SELECT id FROM secret_maskings WHERE masked_at < @before ORDER BY masked_at LIMIT 1000
