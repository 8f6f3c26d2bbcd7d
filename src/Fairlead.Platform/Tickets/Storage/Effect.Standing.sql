SELECT id, ticket_id, configuration_id, connection_id, issue_key, comment_id, author, comment_text, rule, pattern, status, severity, until_at, problem,
       changes, findings, made_at, undone_at, undone_by, undone_because
  FROM comment_effects WHERE ticket_id = @ticket AND comment_id = COALESCE(@commentId, comment_id) AND undone_at IS NULL AND problem IS NULL
 ORDER BY made_at DESC, id DESC
