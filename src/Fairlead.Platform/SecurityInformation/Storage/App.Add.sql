INSERT INTO security_apps (key, name, scopes, created_at)
VALUES (@Key, @Name, @scopes, @CreatedAt)
    ON CONFLICT (key) DO UPDATE
   SET name = excluded.name, scopes = excluded.scopes, slot = 0, former_until = NULL, secret_used = 0,
       created_at = excluded.created_at, rotated_at = NULL, last_used_at = NULL, revoked_at = NULL
 WHERE security_apps.revoked_at IS NOT NULL
