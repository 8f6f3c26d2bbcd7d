UPDATE ticket_lanes
   -- Nothing of another Jira was swept or read yet.
   SET swept_at = CASE WHEN proven_for IS NULL THEN swept_at ELSE NULL END, proven_for = @since
 WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch)
