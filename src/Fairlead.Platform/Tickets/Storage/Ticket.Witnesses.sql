SELECT id, issue_id, marker
  FROM tickets
 WHERE connection_id = @connection AND state = @created AND presence = @present AND status_id IS NOT NULL AND created_at >= @since
 ORDER BY created_at DESC, id DESC
 LIMIT @limit
