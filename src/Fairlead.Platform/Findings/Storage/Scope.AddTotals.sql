UPDATE scopes
   SET live = scopes.live + @sign * t.live, open = scopes.open + @sign * t.open, items = scopes.items + @sign * t.items
  FROM (SELECT o.scope_no,
               CASE WHEN o.state <> 5 THEN 1 ELSE 0 END AS live,
               CASE WHEN o.state IN (1, 2) THEN 1 ELSE 0 END AS open,
               CASE WHEN o.state <> 5 THEN o.items ELSE 0 END AS items
          FROM occurrences o
         WHERE o.finding_no = @findingNo AND o.scope_no IN (SELECT s.no FROM scopes s WHERE s.origin_no = @originNo)) AS t
 WHERE scopes.no = t.scope_no
