SELECT connection_id, slot, kind, user_name, reference, set_at, expires_at, refused_at, refusals
  FROM connection_credentials
 WHERE @all OR connection_id = @id
 ORDER BY connection_id, slot
