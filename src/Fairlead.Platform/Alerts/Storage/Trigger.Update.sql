-- What a run writes is a run's alone: whoever edits has read it before.
UPDATE alert_triggers
   SET enabled = @Enabled, body = @Body, threat_level = @ThreatLevel, revision = @Revision, updated_at = @UpdatedAt,
       ran_at = CASE WHEN enabled THEN ran_at ELSE @RanAt END, repeated_at = CASE WHEN enabled THEN repeated_at ELSE @RepeatedAt END
 WHERE id = @Id AND revision = @Revision - 1
