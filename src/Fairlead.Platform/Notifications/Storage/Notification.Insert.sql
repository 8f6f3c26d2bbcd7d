INSERT INTO notifications (id, receiver_id, kind, subject, text, state, attempts, due_at, problem, created_at, settled_at)
VALUES (@id, @receiver, @kind, @subject, @text, @state, @attempts, @dueAt, @problem, @createdAt, @settledAt)
