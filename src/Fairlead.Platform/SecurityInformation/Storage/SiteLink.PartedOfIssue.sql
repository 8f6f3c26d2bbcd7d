SELECT client_key, finding_id, issue_id, wanted, ticket_id FROM provider_links WHERE finding_id IN @ids AND issue_id = @issueId AND wanted = 0
