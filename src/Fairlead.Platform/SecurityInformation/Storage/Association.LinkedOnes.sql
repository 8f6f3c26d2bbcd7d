SELECT a.vulnerability_id, a.issue, a.ticket_id
  FROM security_associations a JOIN security_providers p ON p.no = a.provider_no
 WHERE p.key = @provider AND a.vulnerability_id IN @ids AND a.wanted = 1 AND a.ticket_id IS NOT NULL
