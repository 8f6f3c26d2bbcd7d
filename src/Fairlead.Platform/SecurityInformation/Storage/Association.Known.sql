SELECT vulnerability_id, issue, wanted, ticket_id, linking_on FROM security_associations WHERE provider_no = @no AND vulnerability_id IN @ids
