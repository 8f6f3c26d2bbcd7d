SELECT p.name AS provider, a.vulnerability_id, a.issue, a.wanted, a.problem, a.due_at
  FROM security_associations a JOIN security_providers p ON p.no = a.provider_no
 WHERE a.problem IS NOT NULL
 ORDER BY p.name, a.provider_no, a.vulnerability_id, a.issue LIMIT @limit
