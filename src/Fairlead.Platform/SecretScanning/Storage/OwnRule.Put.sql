INSERT INTO secret_own_rules (id, yaml, problem, changed_by, changed_at)
VALUES (@id, @yaml, NULL, @by, @now)
    ON CONFLICT (id) DO UPDATE SET yaml = excluded.yaml, problem = NULL, changed_by = excluded.changed_by, changed_at = excluded.changed_at
