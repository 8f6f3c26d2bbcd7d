SELECT p.name, a.vulnerability_id, a.issue, a.problem
  FROM security_associations a JOIN security_providers p ON p.no = a.provider_no
 WHERE a.problem IS NOT NULL
 ORDER BY p.name, a.issue, a.vulnerability_id
