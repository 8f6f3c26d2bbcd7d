-- Whoever moves it on sends it; another node that read it at the same time finds it moved.
UPDATE notifications SET due_at = @until, attempts = attempts + 1
 WHERE id = @id AND state = 1 AND due_at = @dueAt
