INSERT INTO secret_notices (connection_id, issue_id, value_hash, finding_id, mark, state, tried_at)
VALUES (@connection, @issueId, @valueHash, @findingId, @mark, 1, @now)
    ON CONFLICT (connection_id, issue_id, value_hash) DO UPDATE
   SET state = 1, tried_at = excluded.tried_at, finding_id = excluded.finding_id
 WHERE (secret_notices.state = 3 AND secret_notices.tried_at < @before) OR (secret_notices.state = 1 AND secret_notices.tried_at < @left)
RETURNING mark
