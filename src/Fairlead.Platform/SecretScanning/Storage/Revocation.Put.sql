INSERT INTO secret_revocations (finding_id, revoked_by, revoked_at)
VALUES (@id, @by, @now)
    ON CONFLICT (finding_id) DO NOTHING
