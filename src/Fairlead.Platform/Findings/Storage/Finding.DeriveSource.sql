UPDATE findings
   SET returned_at = CASE
           WHEN source_state IN (1, 2) OR COALESCE(decision_status, 1) IN (6, 7, 8) THEN returned_at
           WHEN (SELECT min(o.state)
                   FROM scopes s JOIN occurrences o ON o.scope_no = s.no AND o.finding_no = findings.no
                  WHERE s.origin_no = findings.origin_no) IN (1, 2) THEN @now
           ELSE returned_at
       END,
       source_state = COALESCE(
           (SELECT min(o.state)
              FROM scopes s JOIN occurrences o ON o.scope_no = s.no AND o.finding_no = findings.no
             WHERE s.origin_no = findings.origin_no),
           5)
 WHERE no IN (/*which*/)
