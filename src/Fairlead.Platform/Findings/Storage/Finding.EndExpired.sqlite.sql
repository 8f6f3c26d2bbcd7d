UPDATE findings
   SET accepted_seconds = accepted_seconds + CASE WHEN decision_status = 6 THEN max(0, decision_expires_at - decision_at) / 1000000 ELSE 0 END,
       decision_status = NULL, decision_reason = NULL, decision_by = NULL, decision_at = NULL, decision_expires_at = NULL
 WHERE no IN (SELECT no FROM findings WHERE decision_expires_at <= @now ORDER BY decision_expires_at LIMIT @limit)
RETURNING no
