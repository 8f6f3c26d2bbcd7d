UPDATE users SET password_hash = @PasswordHash, role = @Role, is_enabled = @IsEnabled WHERE id = @Id
