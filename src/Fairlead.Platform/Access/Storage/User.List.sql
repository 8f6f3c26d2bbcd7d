SELECT id, name, role, is_enabled, created_at, last_sign_in_at FROM users ORDER BY name
