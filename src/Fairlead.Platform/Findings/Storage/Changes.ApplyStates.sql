UPDATE occurrences
   SET state = c.state,
       items = c.items,
       misses = c.misses,
       seen_until = CASE WHEN c.misses = 0 THEN NULL ELSE COALESCE(occurrences.seen_until, c.seen_until) END,
       content_hash = COALESCE(c.content_hash, occurrences.content_hash)
  FROM import_changes c
 WHERE c.import_no = @importNo AND c.seq <= @last AND c.work = 1
   AND occurrences.scope_no = c.scope_no AND occurrences.finding_no = c.finding_no
