UPDATE secret_reports
   SET reported = COALESCE(@reported, reported), said_told = COALESCE(@saidTold, said_told), problem = @problem, claimed_by = NULL, claimed_until = @until
 WHERE connection_id = @connection AND project_id = @projectId AND claimed_by = @owner
