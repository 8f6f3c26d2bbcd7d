UPDATE findings
   SET decision_status = NULL, decision_reason = NULL, decision_by = NULL, decision_at = NULL, decision_expires_at = NULL
 WHERE no IN (SELECT no FROM findings WHERE decision_expires_at <= @now ORDER BY decision_expires_at LIMIT @limit)
RETURNING no
