SELECT f.fingerprint, f.closed_at
  FROM findings f
 WHERE f.fingerprint IN @fingerprints AND f.status = @status AND f.closed_at IS NOT NULL
   AND f.first_import_no NOT IN (SELECT i.no FROM imports i WHERE i.state = 1)
