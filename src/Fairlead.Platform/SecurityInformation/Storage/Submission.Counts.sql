SELECT s.client_key, sum(CASE WHEN s.digest IS NULL THEN 0 ELSE 1 END) AS submitted, sum(CASE WHEN s.problem IS NULL THEN 0 ELSE 1 END) AS failed
  FROM provider_submissions s JOIN provider_sites p ON p.client_key = s.client_key AND p.installation = s.installation
 GROUP BY s.client_key
