UPDATE findings
   SET source_state = COALESCE(
           (SELECT min(o.state)
              FROM scopes s JOIN occurrences o ON o.scope_no = s.no AND o.finding_no = findings.no
             WHERE s.origin_no = findings.origin_no),
           5)
 WHERE no IN (/*which*/)
