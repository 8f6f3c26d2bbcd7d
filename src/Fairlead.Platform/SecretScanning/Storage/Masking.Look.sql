SELECT id, issue_key, kind, place_id, place_name, mark, connection_id, missing_since
  FROM secret_maskings
 WHERE looked_at < @before
 ORDER BY looked_at, id
 LIMIT 50
