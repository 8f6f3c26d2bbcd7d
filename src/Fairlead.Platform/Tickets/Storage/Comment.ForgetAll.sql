DELETE FROM ticket_comments WHERE ticket_id = @id
