SELECT * FROM notifications WHERE receiver_id = @receiver ORDER BY created_at DESC, id DESC LIMIT @limit
