SELECT number, at, actor_kind, actor_id, actor_name, action, subject, summary, hash
  FROM activity
 WHERE number > @number
 ORDER BY number
 LIMIT @limit
