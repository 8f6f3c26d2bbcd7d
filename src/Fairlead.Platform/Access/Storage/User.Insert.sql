INSERT INTO users (id, name, password_hash, role, is_enabled, created_at)
VALUES (@Id, @Name, @PasswordHash, @Role, @IsEnabled, @CreatedAt)
    ON CONFLICT (name) DO NOTHING
