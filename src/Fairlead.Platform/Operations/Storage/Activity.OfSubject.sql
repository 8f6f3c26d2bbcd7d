SELECT number, at, actor_kind, actor_id, actor_name, action, subject, summary, hash
  FROM activity
 WHERE subject = @subject
 ORDER BY number DESC
 LIMIT @limit
