UPDATE tickets
   SET judged_standing = CASE WHEN judged_standing IS NOT DISTINCT FROM @known THEN @standing ELSE judged_standing END,
       shown_finding = CASE WHEN judged_standing IS NOT DISTINCT FROM @known THEN coalesce(@shown, shown_finding) ELSE shown_finding END,
       moved_to = CASE WHEN moved_to = @movedOnFrom THEN '' ELSE moved_to END
 WHERE id = @ticket
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
