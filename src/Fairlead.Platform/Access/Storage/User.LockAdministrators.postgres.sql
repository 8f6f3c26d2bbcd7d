SELECT id FROM users WHERE role = @role AND is_enabled ORDER BY id FOR UPDATE
