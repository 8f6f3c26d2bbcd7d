UPDATE findings
   SET decision_status = @DecisionStatus,
       decision_reason = @DecisionReason,
       decision_by = @DecisionBy,
       decision_at = @DecisionAt,
       decision_expires_at = @DecisionExpiresAt,
       taken_back_at = COALESCE(@TakenBackAt, taken_back_at),
       accepted_seconds = @AcceptedSeconds,
       severity_override = @SeverityOverride,
       severity_reported = @SeverityReported,
       severity_reason = @SeverityReason,
       severity_by = @SeverityBy,
       severity_at = @SeverityAt
 WHERE no = @No AND revision = @Revision
