SELECT a.key, a.name, a.scopes, a.slot, a.former_until, a.secret_used, a.created_at, a.rotated_at, a.last_used_at, a.revoked_at, t.scopes AS token_scopes
  FROM security_app_tokens t
  JOIN security_apps a ON a.key = t.app_key
 WHERE t.hash = @hash AND t.expires_at > @now AND a.revoked_at IS NULL
