SELECT finding_id, digest, issues, unknown_issues, due_at FROM provider_submissions WHERE client_key = @clientKey AND installation = @installation
