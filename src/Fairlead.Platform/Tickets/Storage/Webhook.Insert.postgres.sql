INSERT INTO webhook_events (connection_id, delivery, issue_id, kind, received_at)
SELECT @connection, j.value ->> 0, j.value ->> 1, j.value ->> 2, @now
  FROM jsonb_array_elements(@events) AS j(value)
    ON CONFLICT (connection_id, delivery) DO NOTHING
