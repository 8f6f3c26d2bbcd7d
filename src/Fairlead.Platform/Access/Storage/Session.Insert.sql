INSERT INTO sessions (hash, user_id, created_at, last_seen_at) VALUES (@hash, @user, @now, @now)
