SELECT count(*) FROM (SELECT 1 FROM provider_changes WHERE client_key = @clientKey LIMIT @limit) AS noted
