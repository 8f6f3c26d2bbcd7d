UPDATE provider_submissions SET withdrawn = 1, due_at = NULL WHERE client_key = @clientKey AND finding_id IN @ids
