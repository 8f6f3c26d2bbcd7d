UPDATE findings
   SET status = CASE
           WHEN decision_status IN (6, 7, 8) THEN decision_status
           WHEN source_state = 5 THEN 10
           WHEN source_state = 2 THEN 9
           WHEN source_state = 3 THEN 6
           WHEN source_state = 4 THEN 7
           WHEN decision_status IN (2, 3, 4, 5) THEN decision_status
           ELSE 1
       END,
       severity = COALESCE(severity_override, reported_severity),
       changed_at = @now,
       revision = revision + 1
 WHERE no IN (/*which*/)
