SELECT id, name, kind, target, troubles, enabled, created_at FROM receivers ORDER BY name_key
