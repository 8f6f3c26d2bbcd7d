SELECT f.no, f.id, f.kind, f.severity, f.status, f.title, f.scanner, f.rule_id, f.asset, f.package, f.package_version,
       f.fixed_version, f.location, f.start_line, f.vulnerability_ids, f.exploit_maturity, f.url, f.first_seen_at, f.opened_at, f.returned_at, f.closed_at, f.content_hash, f.labels, f.accepted_seconds
  FROM findings f
 WHERE f.first_import_no NOT IN (SELECT i.no FROM imports i WHERE i.state = 1)
   /*conditions*/
 ORDER BY /*order*/
 LIMIT @limit
