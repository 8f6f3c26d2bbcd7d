SELECT DISTINCT ticket_id FROM comment_effects WHERE ticket_id IN @tickets AND comment_id = @commentId AND undone_at IS NULL AND problem IS NULL
