INSERT INTO security_associations (provider_no, vulnerability_id, issue, wanted, due_at)
VALUES (@no, @vulnerabilityId, @issue, @wanted, @now)
    ON CONFLICT (provider_no, vulnerability_id, issue) DO UPDATE SET wanted = excluded.wanted, due_at = excluded.due_at
