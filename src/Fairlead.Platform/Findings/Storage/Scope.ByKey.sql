SELECT s.no, s.id, s.asset, s.scanner, s.branch, s.report_kind, s.origin_no, s.latest_import_no, i.id AS latest_import, s.reported_at, s.complete_at, s.next_ordinal, s.live, s.open, s.items
  FROM scopes s LEFT JOIN imports i ON i.no = s.latest_import_no
 WHERE s.key = @key
