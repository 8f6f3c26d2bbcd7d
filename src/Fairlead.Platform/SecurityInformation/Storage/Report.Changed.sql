SELECT vulnerability_id, container_id, body, property_set_no
  FROM security_vulnerabilities
 WHERE provider_no = @no AND revision > @reported AND revision <= @upto
 ORDER BY revision, no
