DELETE FROM notifications WHERE state <> 1 AND created_at < @before
