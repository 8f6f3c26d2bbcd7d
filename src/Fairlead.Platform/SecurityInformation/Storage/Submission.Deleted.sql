-- A call that was under way may bring it back once: it is deleted again, and known until then.
UPDATE provider_submissions SET installation = @installation, digest = NULL, issues = '', unknown_issues = '', problem = NULL, due_at = @again, unanswered = 0
 WHERE client_key = @clientKey AND finding_id = @finding AND sequence = @sequence
