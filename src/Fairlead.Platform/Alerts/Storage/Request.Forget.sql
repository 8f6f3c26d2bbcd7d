DELETE FROM alert_requests WHERE received_at < @before
