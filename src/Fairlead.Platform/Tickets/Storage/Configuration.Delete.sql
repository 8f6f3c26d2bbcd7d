DELETE FROM ticket_configurations WHERE id = @id
