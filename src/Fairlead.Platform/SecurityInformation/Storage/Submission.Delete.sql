DELETE FROM provider_submissions WHERE client_key = @clientKey AND finding_id = @finding AND unanswered = 0
