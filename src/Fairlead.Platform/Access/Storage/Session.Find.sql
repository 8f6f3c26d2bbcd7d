SELECT s.user_id, u.name, u.role, u.is_enabled, s.created_at, s.last_seen_at
  FROM sessions s
  JOIN users u ON u.id = s.user_id
 WHERE s.hash = @hash
