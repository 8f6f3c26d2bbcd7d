UPDATE tickets
   SET issue_id = NULL, issue_key = NULL, issue_created_at = NULL, missing_since = NULL, owed_at = NULL, follows = NULL, list_owed = NULL, list_file = NULL,
       not_before = CASE WHEN presence = @released THEN NULL ELSE @now END,
       presence = CASE WHEN presence = @released THEN presence ELSE @lost END,
       reason = issue_key || @why, updated_at = @now
 WHERE connection_id = @connection AND issue_id = @issueId
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
   /*which*/
RETURNING id, configuration_id, group_label, reason
