SELECT f.no AS finding_no, s.no, s.id, s.asset, s.scanner, s.branch, s.report_kind, s.reported_at, s.complete_at,
       l.id AS latest_import, o.state, o.items, o.misses, o.seen_until, i.started_at AS first_seen_at
  FROM findings f
  JOIN scopes s ON s.origin_no = f.origin_no
  JOIN occurrences o ON o.scope_no = s.no AND o.finding_no = f.no
  JOIN imports i ON i.no = o.import_no
  LEFT JOIN imports l ON l.no = s.latest_import_no
 WHERE f.id IN @ids AND i.state <> 1
 ORDER BY f.no, o.state, s.no
