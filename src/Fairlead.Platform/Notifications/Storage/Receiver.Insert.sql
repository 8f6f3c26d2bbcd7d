INSERT INTO receivers (id, name, name_key, kind, target, troubles, created_at)
VALUES (@id, @name, @nameKey, @kind, @target, @troubles, @createdAt)
    ON CONFLICT (name_key) DO NOTHING
