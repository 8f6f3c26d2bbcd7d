UPDATE tickets SET judged_standing = @standing, shown_finding = coalesce(@shown, shown_finding),
       moved_to = CASE WHEN moved_to = @movedOnFrom THEN '' ELSE moved_to END
 WHERE id = @ticket
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
