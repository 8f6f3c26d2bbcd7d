SELECT t.issue_id
  FROM tickets t
 WHERE t.connection_id = @connection AND t.state = @created AND t.presence < @deleted
   AND EXISTS (SELECT 1 FROM webhook_events e WHERE e.connection_id = t.connection_id AND e.issue_id = t.issue_id AND e.kind = 'jira:issue_deleted')
