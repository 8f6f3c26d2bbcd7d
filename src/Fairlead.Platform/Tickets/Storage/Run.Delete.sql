DELETE FROM ticket_runs WHERE id IN @ids
