-- What is taken back first, so that a vulnerability can change over from one issue to another.
SELECT a.provider_no, p.name, p.scanner, a.vulnerability_id, a.issue, a.wanted, a.ticket_id, a.linking_on, a.tries, v.container_id,
       p.key AS provider_key, v.associations, v.taken_back
  FROM security_associations a
  JOIN security_providers p ON p.no = a.provider_no
  LEFT JOIN security_vulnerabilities v ON v.provider_no = a.provider_no AND v.vulnerability_id = a.vulnerability_id
 WHERE a.provider_no = @no AND a.due_at <= @now
 ORDER BY a.due_at, a.wanted, a.issue, a.vulnerability_id
 LIMIT @limit
