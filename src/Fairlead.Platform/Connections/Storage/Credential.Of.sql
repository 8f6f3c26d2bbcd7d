SELECT connection_id, slot, kind, user_name, reference, set_at, expires_at
  FROM connection_credentials
 WHERE connection_id IN @ids
 ORDER BY connection_id, slot
