SELECT f.id
  FROM findings f
 WHERE f.fingerprint = @fingerprint
   AND f.first_import_no NOT IN (SELECT i.no FROM imports i WHERE i.state = 1)
