SELECT id, asset, changed_at FROM provider_containers WHERE id IN @ids ORDER BY asset
