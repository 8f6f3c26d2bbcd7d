SELECT a.vulnerability_id, a.issue, a.wanted, a.ticket_id
  FROM security_associations a
  JOIN security_vulnerabilities v ON v.provider_no = a.provider_no AND v.vulnerability_id = a.vulnerability_id
 WHERE v.provider_no = @no AND v.revision > @reported AND v.revision <= @upto
