INSERT INTO receivers (id, name, name_key, kind, target, troubles, enabled, created_at)
VALUES (@id, @name, @nameKey, @kind, @target, @troubles, @enabled, @createdAt)
    ON CONFLICT (name_key) DO NOTHING
