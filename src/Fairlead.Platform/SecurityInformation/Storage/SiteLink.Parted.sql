SELECT client_key, finding_id, issue_id, wanted, ticket_id FROM provider_links WHERE client_key = @clientKey AND wanted = 0
