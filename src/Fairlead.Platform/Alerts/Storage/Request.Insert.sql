INSERT INTO alert_requests (idempotency_key, digest, answer, received_at) VALUES (@key, @digest, @answer, @receivedAt)
    ON CONFLICT (idempotency_key) DO NOTHING
