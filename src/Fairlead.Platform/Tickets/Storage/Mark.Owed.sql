SELECT id, configuration_id, connection_id, marker, issue_id, issue_key, issue_created_at, flips, flips_since, unclear
  FROM tickets WHERE connection_id = @connection AND mark_owed IS NOT NULL AND issue_id IS NOT NULL AND state = @created AND presence = @present AND id > @after
   AND (rests_until IS NULL OR rests_until <= @now) AND (frozen_until IS NULL OR frozen_until <= @now)
   AND configuration_id NOT IN (SELECT id FROM ticket_configurations WHERE NOT enabled)
 ORDER BY id
 LIMIT @limit
