DELETE FROM notifications WHERE receiver_id = @id
