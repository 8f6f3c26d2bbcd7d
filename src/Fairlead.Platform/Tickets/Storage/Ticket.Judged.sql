UPDATE tickets SET judged_standing = @standing, shown_finding = coalesce(@shown, shown_finding)
 WHERE id = @ticket
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
