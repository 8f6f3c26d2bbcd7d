UPDATE provider_sites SET state = 4, changed_at = @now, compared = NULL, problem = NULL, due_at = NULL
 WHERE cloud_id IS NULL AND base_url = @baseUrl AND state IN (1, 2)
RETURNING client_key
