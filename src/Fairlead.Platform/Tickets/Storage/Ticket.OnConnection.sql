SELECT (SELECT count(*) FROM ticket_configurations WHERE connection_id = @id AND deleted_at IS NULL) AS configurations,
       (SELECT count(*) FROM tickets WHERE connection_id = @id) AS tickets,
       (SELECT count(*) FROM ticket_runs WHERE connection_id = @id AND creates + updates + transitions + comments + undos > 0) AS runs
