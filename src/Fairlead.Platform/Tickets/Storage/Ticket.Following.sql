SELECT id, configuration_id, connection_id, marker, group_label, issue_id, issue_key, follows
  FROM tickets WHERE connection_id = @connection AND follows IS NOT NULL AND issue_key IS NOT NULL AND state = @created
   AND configuration_id NOT IN (SELECT id FROM ticket_configurations WHERE NOT enabled)
 ORDER BY id
 LIMIT @limit
