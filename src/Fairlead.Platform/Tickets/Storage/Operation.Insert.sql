INSERT INTO ticket_operations (run_id, number, kind, ticket_id, body) VALUES (@RunId, @Number, @Kind, @TicketId, @Body)
