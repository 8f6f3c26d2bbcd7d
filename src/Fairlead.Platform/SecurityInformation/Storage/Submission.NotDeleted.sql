UPDATE provider_submissions SET installation = @installation, digest = @digest, unknown_issues = '', problem = @problem, due_at = @due, unanswered = 0
 WHERE client_key = @clientKey AND finding_id = @finding AND sequence = @sequence
