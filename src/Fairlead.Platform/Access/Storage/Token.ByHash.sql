SELECT t.id, t.name, t.prefix, t.hash, t.role, t.owner_id, t.created_at, t.expires_at, t.last_used_at, t.revoked_at,
       u.role AS owner_role, u.is_enabled AS owner_is_enabled
  FROM api_tokens t
  LEFT JOIN users u ON u.id = t.owner_id
 WHERE t.hash = @hash
