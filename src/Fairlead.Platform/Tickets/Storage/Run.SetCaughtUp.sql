UPDATE ticket_runs SET caught_up = @caughtUp WHERE id = @id
