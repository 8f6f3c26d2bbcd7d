SELECT id, ticket_id, configuration_id, connection_id, issue_key, comment_id, author, comment_text, rule, pattern, status, severity, until_at, problem,
       changes, findings, made_at, undone_at, undone_by, undone_because
  FROM comment_effects WHERE id = @id
