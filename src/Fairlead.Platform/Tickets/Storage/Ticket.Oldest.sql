SELECT coalesce(linked_at, first_sent_at)
  FROM tickets
 WHERE connection_id = @connection AND coalesce(linked_at, first_sent_at) IS NOT NULL
 ORDER BY coalesce(linked_at, first_sent_at)
 LIMIT 1
