UPDATE tickets SET judged_priority = @priority, sent_priority_id = coalesce(@sent, sent_priority_id)
 WHERE id = @ticket
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
