UPDATE scopes
   SET origin_no = COALESCE(
           (SELECT min(s.origin_no) FROM scopes s
             WHERE s.scanner = scopes.scanner AND s.asset = scopes.asset AND s.origin_no > 0),
           no)
 WHERE key = @key AND origin_no = 0
