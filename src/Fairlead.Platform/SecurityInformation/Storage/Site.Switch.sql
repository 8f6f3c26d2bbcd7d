UPDATE provider_sites SET submits = @submits, compared = NULL, whole = NULL, problem = NULL, due_at = NULL
 WHERE client_key = @clientKey AND state IN (1, 2) AND submits <> @submits
