SELECT id, name, kind, target, troubles, created_at FROM receivers ORDER BY name_key
