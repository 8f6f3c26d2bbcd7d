SELECT id, issue_key, status
  FROM tickets
 WHERE parent_id = @parent AND (presence IS NULL OR presence <> @released)
 ORDER BY created_at, id
 LIMIT @most
