SELECT 1 FROM provider_submissions WHERE client_key = @clientKey AND installation = @installation AND due_at <= @now LIMIT 1
