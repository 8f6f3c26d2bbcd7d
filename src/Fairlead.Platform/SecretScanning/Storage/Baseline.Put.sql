INSERT INTO secret_baselines (connection_id, noted_at) VALUES (@connection, @now) ON CONFLICT DO NOTHING
