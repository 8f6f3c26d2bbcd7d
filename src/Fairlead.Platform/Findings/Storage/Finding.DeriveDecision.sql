-- A decision that work is under way, or that a person has fixed it, ends with the state of the sources that it spoke of.
UPDATE findings
   SET decision_status = NULL, decision_reason = NULL, decision_by = NULL, decision_at = NULL, decision_expires_at = NULL
 WHERE no IN (/*which*/)
   AND ((decision_status IN (2, 3, 4, 5) AND source_state = 5) OR (decision_status = 10 AND source_state = 1))
