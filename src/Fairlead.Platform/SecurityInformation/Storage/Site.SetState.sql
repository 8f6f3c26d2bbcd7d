UPDATE provider_sites SET state = @state, changed_at = @now, compared = NULL, problem = NULL, due_at = NULL
 WHERE client_key = @clientKey AND state <> @state AND state <> 3
