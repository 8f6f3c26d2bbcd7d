-- Of what is told, those that are associated with issues, or were.
SELECT v.vulnerability_id, v.associations, v.taken_back
  FROM security_vulnerabilities v
 WHERE v.provider_no = @no AND v.revision > @reported AND v.revision <= @upto
   AND (v.associations <> '[]' OR EXISTS (SELECT 1 FROM security_associations a WHERE a.provider_no = v.provider_no AND a.vulnerability_id = v.vulnerability_id))
 ORDER BY v.revision, v.no
