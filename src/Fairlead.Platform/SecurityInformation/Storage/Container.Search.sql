SELECT id, asset, changed_at FROM provider_containers WHERE search_text LIKE @pattern ESCAPE '!' ORDER BY asset LIMIT @limit
