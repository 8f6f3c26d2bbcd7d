SELECT id, name, kind, target, created_at FROM receivers ORDER BY name_key
