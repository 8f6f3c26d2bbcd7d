UPDATE tickets
   SET not_before = @until, reason = @reason, updated_at = @now
 WHERE connection_id = @connection AND state IN @states AND (not_before IS NULL OR not_before < @until)
