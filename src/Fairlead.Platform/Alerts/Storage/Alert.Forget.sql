DELETE FROM alerts WHERE last_received_at < @before
