SELECT client_key, finding_id, problem, due_at FROM provider_submissions WHERE client_key = @clientKey AND problem IS NOT NULL ORDER BY finding_id LIMIT @limit
