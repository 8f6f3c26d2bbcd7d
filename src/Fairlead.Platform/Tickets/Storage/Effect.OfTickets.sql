SELECT id, ticket_id, configuration_id, connection_id, issue_key, comment_id, author, comment_text, rule, pattern, status, severity, until_at, problem,
       findings, made_at, undone_at, undone_by, undone_because
  FROM comment_effects
 WHERE ticket_id IN @tickets AND made_at >= @fromAt AND made_at <= @toAt
 ORDER BY made_at, id
