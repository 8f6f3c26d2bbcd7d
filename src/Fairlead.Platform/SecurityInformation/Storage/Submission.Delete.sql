DELETE FROM provider_submissions WHERE client_key = @clientKey AND finding_id = @finding AND sequence = @sequence AND unanswered = 0
