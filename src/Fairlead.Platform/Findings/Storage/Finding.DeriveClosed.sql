UPDATE findings
   SET opened_at = CASE WHEN status NOT IN (6, 7, 8, 10) AND closed_at IS NOT NULL THEN @now ELSE opened_at END,
       closed_at = CASE WHEN status IN (6, 7, 8, 10) THEN COALESCE(closed_at, @now) ELSE NULL END
 WHERE no IN (/*which*/)
