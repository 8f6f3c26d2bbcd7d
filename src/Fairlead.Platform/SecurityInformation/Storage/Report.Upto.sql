-- The last write of about as many vulnerabilities as are told at once.
SELECT max(revision)
  FROM (SELECT revision
          FROM security_vulnerabilities
         WHERE provider_no = @no AND revision > @reported AND revision <= @revision
         ORDER BY revision
         LIMIT @limit) AS next
