-- Held to the end of the transaction: without it a lower number could become visible after a higher one was read.
SELECT pg_advisory_xact_lock(7215002);
INSERT INTO events (kind, subject, at) VALUES (@kind, @subject, @at)
