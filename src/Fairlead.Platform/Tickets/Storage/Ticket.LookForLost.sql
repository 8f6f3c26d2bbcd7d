UPDATE tickets SET not_before = @now
 WHERE connection_id = @connection AND state = @created AND presence = @lost
