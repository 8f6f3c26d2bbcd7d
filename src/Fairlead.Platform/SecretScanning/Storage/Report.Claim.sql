UPDATE secret_reports
   SET claimed_by = @owner, claimed_until = @until
 WHERE connection_id = @connection AND project_id = @projectId AND wanted > reported AND (claimed_until IS NULL OR claimed_until < @now)
RETURNING connection_id, project_id, asset, wanted
