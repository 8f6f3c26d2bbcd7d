INSERT INTO notifications (id, receiver_id, kind, subject, text, state, attempts, due_at, created_at)
VALUES (@id, @receiver, @kind, @subject, @text, 1, @attempts, @now, @now)
