UPDATE secret_reports
   SET claimed_by = @owner, claimed_until = @until
 WHERE connection_id = @connection AND project_id = @projectId AND wanted > reported AND (claimed_until IS NULL OR claimed_until < @now)
   -- A project that is being looked through is told when that has come to its end: half of it would close what moved within it, and in slices too small for a guard.
   -- What people say of a secret is told at once, by a report that closes nothing.
   AND (said > reported AND said > said_told OR NOT EXISTS (SELECT 1 FROM secret_scans s
                    WHERE s.connection_id = secret_reports.connection_id AND s.project_id = secret_reports.project_id
                      AND s.issue_key IS NULL AND s.state IN (1, 2) AND s.started_at IS NOT NULL))
RETURNING connection_id, project_id, asset, wanted
