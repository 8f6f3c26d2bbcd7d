SELECT number, hash FROM activity_head WHERE id = 1 FOR UPDATE
