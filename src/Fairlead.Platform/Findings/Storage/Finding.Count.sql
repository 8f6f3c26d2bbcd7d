SELECT f.status, f.severity, count(*) AS findings
  FROM findings f
 WHERE f.first_import_no NOT IN (SELECT i.no FROM imports i WHERE i.state = 1)
   /*conditions*/
 GROUP BY f.status, f.severity
