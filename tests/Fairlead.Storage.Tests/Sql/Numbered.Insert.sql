INSERT INTO numbered (name) VALUES (@name) RETURNING no
