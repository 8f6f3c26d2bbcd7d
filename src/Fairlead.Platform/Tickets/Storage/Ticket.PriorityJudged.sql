UPDATE tickets SET judged_priority = @priority, sent_priority_id = coalesce(@sent, sent_priority_id),
       -- What the issue shows of the severity is compared anew.
       sent_hash = CASE WHEN @sent IS NULL THEN sent_hash ELSE NULL END
 WHERE id = @ticket
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
