INSERT INTO events (kind, subject, at) VALUES (@kind, @subject, @at)
