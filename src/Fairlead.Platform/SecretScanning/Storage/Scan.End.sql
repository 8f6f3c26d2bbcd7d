UPDATE secret_scans
   SET state = @state, problem = @problem, finished_at = @finishedAt, rules_version = COALESCE(@rulesVersion, rules_version)
 WHERE id = @id AND state IN (1, 2)
