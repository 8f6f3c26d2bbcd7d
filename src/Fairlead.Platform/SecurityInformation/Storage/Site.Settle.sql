UPDATE provider_sites SET compared = @compared, problem = @problem, due_at = @due WHERE client_key = @clientKey AND installation = @installation
