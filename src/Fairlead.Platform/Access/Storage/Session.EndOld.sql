DELETE FROM sessions WHERE created_at < @oldest
