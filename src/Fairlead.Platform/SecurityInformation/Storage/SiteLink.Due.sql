SELECT client_key, finding_id, issue_id, wanted, ticket_id, tries FROM provider_links WHERE due_at <= @now ORDER BY due_at, client_key, finding_id, issue_id LIMIT @limit
