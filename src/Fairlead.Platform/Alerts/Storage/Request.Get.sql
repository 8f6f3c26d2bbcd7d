SELECT digest, answer FROM alert_requests WHERE idempotency_key = @key
