SELECT s.client_key, s.finding_id, s.problem, s.due_at
  FROM provider_submissions s JOIN provider_sites p ON p.client_key = s.client_key AND p.installation = s.installation
 WHERE s.client_key = @clientKey AND s.problem IS NOT NULL ORDER BY s.finding_id LIMIT @limit
