SELECT p.name AS provider, a.provider_no, a.vulnerability_id, a.issue, a.wanted, a.problem, a.due_at, a.tried_at
  FROM security_associations a JOIN security_providers p ON p.no = a.provider_no
 WHERE a.problem IS NOT NULL AND (p.name, a.provider_no, a.vulnerability_id, a.issue) > (@Provider, @ProviderNo, @Vulnerability, @Issue)
 ORDER BY p.name, a.provider_no, a.vulnerability_id, a.issue LIMIT @limit
