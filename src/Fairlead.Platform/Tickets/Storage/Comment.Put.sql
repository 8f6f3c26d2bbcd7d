INSERT INTO ticket_comments (ticket_id, comment_id, version)
SELECT @ticket, @commentId, @version
 WHERE EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
    ON CONFLICT (ticket_id, comment_id) DO UPDATE SET version = @version
