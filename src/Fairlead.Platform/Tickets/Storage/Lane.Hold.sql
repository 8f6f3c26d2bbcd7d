UPDATE ticket_lanes
   SET held_until = CASE WHEN epoch = @epoch THEN @until ELSE held_until END,
       reading_until = CASE WHEN reading_epoch = @epoch THEN @until ELSE reading_until END
 WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch)
