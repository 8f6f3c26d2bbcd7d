SELECT id
  FROM tickets
 WHERE configuration_id = @configuration AND issue_key = @key
 ORDER BY created_at DESC, id DESC
 LIMIT 1
