INSERT INTO receivers (id, name, name_key, kind, target, created_at)
VALUES (@id, @name, @nameKey, @kind, @target, @createdAt)
    ON CONFLICT (name_key) DO NOTHING
