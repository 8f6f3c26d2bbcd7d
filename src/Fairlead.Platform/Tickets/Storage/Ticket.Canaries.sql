SELECT marker
  FROM tickets
 WHERE connection_id = @connection AND state = @created AND presence = @present AND first_sent_at <= @before
   AND project_id = @projectId AND issue_type_id = @issueTypeId
 ORDER BY first_sent_at DESC
 LIMIT 3
