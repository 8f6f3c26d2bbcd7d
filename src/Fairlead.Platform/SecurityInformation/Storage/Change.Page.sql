SELECT no, finding_id FROM provider_changes WHERE client_key = @clientKey AND no > @after ORDER BY no LIMIT @limit
