UPDATE secret_scans
   SET state = @state, problem = @problem, finished_at = @finishedAt, rules_version = COALESCE(@rulesVersion, rules_version), claimed_by = NULL, claimed_until = @until
 WHERE id = @id AND claimed_by = @owner
