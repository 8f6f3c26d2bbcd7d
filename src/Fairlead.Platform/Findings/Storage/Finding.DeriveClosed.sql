UPDATE findings
   SET closed_at = CASE WHEN status IN (6, 7, 8, 10) THEN COALESCE(closed_at, @now) ELSE NULL END
 WHERE no IN (/*which*/)
