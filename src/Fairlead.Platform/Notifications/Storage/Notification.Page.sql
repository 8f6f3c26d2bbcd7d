SELECT * FROM notifications
 WHERE created_at < @beforeAt OR (created_at = @beforeAt AND id < @beforeId)
 ORDER BY created_at DESC, id DESC
 LIMIT @size
