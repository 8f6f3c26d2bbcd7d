DELETE FROM notifications
 WHERE receiver_id = @id AND state = 1
   AND NOT EXISTS (SELECT 1 FROM receivers r WHERE r.id = @id AND r.enabled = 1)
