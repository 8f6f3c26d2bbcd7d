INSERT INTO finding_rules (id, name, name_key, enabled, body, since_at, expires_at, problem, revision, created_at, updated_at)
VALUES (@Id, @Name, @NameKey, @Enabled, @Body, @SinceAt, @ExpiresAt, @Problem, @Revision, @CreatedAt, @UpdatedAt)
    ON CONFLICT (name_key) DO NOTHING
