UPDATE ticket_runs SET attention = @attention WHERE id = @id
