UPDATE occurrences
   SET items = c.items
  FROM import_changes c
 WHERE c.import_no = @importNo AND c.seq <= @last AND c.work = 2
   AND occurrences.scope_no = c.scope_no AND occurrences.finding_no = c.finding_no
