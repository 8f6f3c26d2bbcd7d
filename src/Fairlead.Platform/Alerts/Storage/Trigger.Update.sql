UPDATE alert_triggers
   SET enabled = @Enabled, body = @Body, threat_level = @ThreatLevel, revision = @Revision, since_at = @SinceAt, looked_at = @LookedAt, ran_at = @RanAt,
       repeated_at = @RepeatedAt, updated_at = @UpdatedAt
 WHERE id = @Id AND revision = @Revision - 1
