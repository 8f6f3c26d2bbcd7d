SELECT comment_id, version FROM ticket_comments WHERE ticket_id = @ticket
