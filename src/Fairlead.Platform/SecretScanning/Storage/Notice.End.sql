UPDATE secret_notices
   SET state = @state, detail = @detail, tried_at = @now
 WHERE connection_id = @connection AND issue_id = @issueId AND value_hash = @valueHash
