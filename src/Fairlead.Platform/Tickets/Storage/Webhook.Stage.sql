INSERT INTO webhook_intakes (connection_id, rotated_at, previous_until) VALUES (@connection, @now, NULL)
    ON CONFLICT (connection_id) DO NOTHING
