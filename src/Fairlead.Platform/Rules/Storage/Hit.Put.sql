INSERT INTO rule_hits (rule_id, finding_id, opened_at, acted_at)
VALUES (@rule, @finding, @openedAt, @now)
    ON CONFLICT (rule_id, finding_id) DO UPDATE SET opened_at = excluded.opened_at, acted_at = excluded.acted_at
 WHERE rule_hits.opened_at < excluded.opened_at
