INSERT INTO rule_hits (rule_id, finding_id, reported_at, acted_at)
VALUES (@rule, @finding, @reportedAt, @now)
    ON CONFLICT (rule_id, finding_id) DO UPDATE SET reported_at = excluded.reported_at, acted_at = excluded.acted_at
 WHERE rule_hits.reported_at < excluded.reported_at
