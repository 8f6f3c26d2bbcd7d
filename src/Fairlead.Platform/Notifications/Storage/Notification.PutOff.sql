UPDATE notifications SET due_at = @until WHERE receiver_id = @receiver AND state = 1 AND due_at < @until
