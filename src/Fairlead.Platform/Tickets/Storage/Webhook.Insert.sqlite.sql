INSERT INTO webhook_events (connection_id, delivery, issue_id, kind, received_at)
SELECT @connection, value ->> 0, value ->> 1, value ->> 2, @now
  FROM json_each(@events)
 WHERE true
    ON CONFLICT (connection_id, delivery) DO NOTHING
