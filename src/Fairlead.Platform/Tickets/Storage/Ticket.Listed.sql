UPDATE tickets
   SET list_owed = CASE WHEN group_hash = @groupHash THEN NULL ELSE list_owed END, list_file = @file, unclear = 0, rests_until = NULL, reason = coalesce(@reason, reason)
 WHERE id = @id AND issue_id = @issueId
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
