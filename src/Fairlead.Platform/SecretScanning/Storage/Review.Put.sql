INSERT INTO secret_reviews (connection_id, project_id, value_hash, rule, masked, reviewed_by, reviewed_at)
VALUES (@connection, @projectId, @valueHash, @rule, @masked, @by, @now)
    ON CONFLICT (connection_id, project_id, value_hash) DO NOTHING
