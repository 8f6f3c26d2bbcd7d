UPDATE tickets
   SET state = @state, epoch = @epoch, not_before = NULL, reason = NULL, issue_id = @issueId, issue_key = @issueKey, presence = @presence,
       issue_created_at = @issueCreatedAt,
       sent_hash = CASE WHEN attempts > 0 THEN group_hash ELSE NULL END,
       status_category = @statusCategory, status = @status, status_id = @statusId, done_at = @doneAt,
       -- What was said on it meanwhile is older than the next look goes back.
       owed_at = CASE WHEN first_sent_at >= @recently THEN owed_at ELSE @now END,
       held_hash = NULL, refusals = 0, updated_at = @now
 WHERE id = @id AND state = @before
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
