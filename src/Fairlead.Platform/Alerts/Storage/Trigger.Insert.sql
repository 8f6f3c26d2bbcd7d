INSERT INTO alert_triggers (id, name, name_key, enabled, body, threat_level, revision, ran_at, repeated_at, held_told, problem, created_at, updated_at)
VALUES (@Id, @Name, @NameKey, @Enabled, @Body, @ThreatLevel, @Revision, @RanAt, @RepeatedAt, @HeldTold, @Problem, @CreatedAt, @UpdatedAt)
    ON CONFLICT (name_key) DO NOTHING
