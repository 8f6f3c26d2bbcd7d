INSERT INTO security_providers (key, name, written_at)
VALUES (@Key, @Name, @now)
    ON CONFLICT (key) DO UPDATE SET name = excluded.name, written_at = excluded.written_at, revision = security_providers.revision + 1
RETURNING no, revision
