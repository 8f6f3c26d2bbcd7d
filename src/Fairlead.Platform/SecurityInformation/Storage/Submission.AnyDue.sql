SELECT 1 FROM provider_submissions WHERE client_key = @clientKey AND installation = @installation AND (due_at <= @now OR unanswered = 1) LIMIT 1
