UPDATE scopes
   SET live = t.live, open = t.open, items = t.items
  FROM (SELECT scope_no,
               sum(CASE WHEN state <> 5 THEN 1 ELSE 0 END) AS live,
               sum(CASE WHEN state IN (1, 2) THEN 1 ELSE 0 END) AS open,
               sum(CASE WHEN state <> 5 THEN items ELSE 0 END) AS items
          FROM occurrences
         WHERE scope_no IN @scopes
         GROUP BY scope_no) AS t
 WHERE scopes.no = t.scope_no
