UPDATE tickets SET issue_id = NULL
 WHERE connection_id = @connection AND presence IN (@deleted, @released) AND issue_id IS NOT NULL
