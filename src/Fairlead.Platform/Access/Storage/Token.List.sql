SELECT id, name, prefix, role, owner_id, created_at, expires_at, last_used_at, revoked_at
  FROM api_tokens
 WHERE @all OR owner_id = @owner
 ORDER BY created_at DESC, id
