DELETE FROM ticket_bulk_moves WHERE id = @id
