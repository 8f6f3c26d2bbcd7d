UPDATE tickets SET mark_owed = 1
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
