SELECT issue_id
  FROM secret_unsettled
 WHERE connection_id = @connection AND project_id = @projectId AND due_at <= @now AND (@readsPdf = 1 OR waits_for_pdf = FALSE)
 GROUP BY issue_id
 ORDER BY MIN(due_at), issue_id
 LIMIT @most
