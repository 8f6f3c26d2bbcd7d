SELECT DISTINCT project_id
  FROM secret_unsettled
 WHERE connection_id = @connection AND due_at <= @now AND (@readsPdf = 1 OR waits_for_pdf = FALSE)
