DELETE FROM ticket_comments WHERE ticket_id = @ticket AND comment_id = @commentId
