SELECT id, name, password_hash, role, is_enabled, created_at, last_sign_in_at FROM users WHERE id = @id
