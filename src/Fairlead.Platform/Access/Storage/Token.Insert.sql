INSERT INTO api_tokens (id, name, prefix, hash, role, owner_id, created_at, expires_at)
VALUES (@Id, @Name, @Prefix, @Hash, @Role, @OwnerId, @CreatedAt, @ExpiresAt)
