UPDATE findings
   SET source_state = COALESCE((SELECT min(o.state) FROM occurrences o WHERE o.finding_no = findings.no), 5)
 WHERE no IN (/*which*/)
