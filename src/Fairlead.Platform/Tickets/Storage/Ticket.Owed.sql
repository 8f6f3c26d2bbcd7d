SELECT t.issue_id
  FROM tickets t JOIN ticket_configurations c ON c.id = t.configuration_id
 WHERE t.connection_id = @connection AND t.owed_at IS NOT NULL AND t.state = @created AND t.presence < @deleted
   AND c.enabled AND c.deleted_at IS NULL
 ORDER BY t.owed_at
 LIMIT @limit
