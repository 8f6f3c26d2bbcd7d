DELETE FROM ticket_runs WHERE connection_id = @id AND creates + updates + transitions + comments + undos = 0
