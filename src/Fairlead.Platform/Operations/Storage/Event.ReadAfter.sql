SELECT number, kind, subject, at FROM events WHERE number > @number ORDER BY number LIMIT @limit
