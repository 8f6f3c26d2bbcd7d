SELECT * FROM notifications
 WHERE state = 1 AND due_at <= @now
 ORDER BY due_at, id
 LIMIT @limit
