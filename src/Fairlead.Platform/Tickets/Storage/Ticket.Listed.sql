UPDATE tickets
   SET list_owed = CASE WHEN group_hash = @groupHash THEN NULL ELSE list_owed END, list_file = @file, reason = coalesce(@reason, CASE WHEN unclear > 0 AND held_hash IS NULL AND undone_hash IS NULL THEN NULL ELSE reason END), unclear = 0, rests_until = NULL
 WHERE id = @id AND issue_id = @issueId
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
