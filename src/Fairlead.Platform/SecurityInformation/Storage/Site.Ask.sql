UPDATE provider_sites SET asked = asked + 1, compared = NULL, due_at = NULL WHERE client_key = @clientKey AND state = 1 AND submits = 1
