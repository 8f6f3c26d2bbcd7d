INSERT INTO secret_rules (rule, enabled)
VALUES (@rule, @enabled)
    ON CONFLICT (rule) DO UPDATE SET enabled = excluded.enabled WHERE secret_rules.enabled <> excluded.enabled
