DELETE FROM notifications WHERE receiver_id = @id AND NOT EXISTS (SELECT 1 FROM receivers r WHERE r.id = @id)
