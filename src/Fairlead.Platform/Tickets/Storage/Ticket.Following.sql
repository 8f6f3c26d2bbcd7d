SELECT id, configuration_id, connection_id, marker, group_label, issue_id, issue_key, follows, unclear
  FROM tickets WHERE connection_id = @connection AND follows IS NOT NULL AND issue_key IS NOT NULL AND state = @created AND id > @after AND (rests_until IS NULL OR rests_until <= @now)
   AND configuration_id NOT IN (SELECT id FROM ticket_configurations WHERE NOT enabled)
 ORDER BY id
 LIMIT @limit
