SELECT id, connection_id, project_id, project_key, value_hash, masked, rule, list, reason, added_by, added_at, expires_at
  FROM secret_allow_entries
 ORDER BY added_at, id
