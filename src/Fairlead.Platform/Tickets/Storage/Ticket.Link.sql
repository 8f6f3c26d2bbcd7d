UPDATE tickets
   SET state = @state, not_before = NULL, reason = NULL, issue_id = @issueId, issue_key = @issueKey, presence = @presence,
       sent_hash = @sentHash, sent_summary = @sentSummary, sent_body_hash = @sentBodyHash, sent_priority_id = @sentPriorityId,
       priority = @priority, status_category = coalesce(@statusCategory, status_category), status = coalesce(@status, status),
       status_id = coalesce(@statusId, status_id), done_at = @doneAt, held_hash = NULL, refusals = 0, updated_at = @now
 WHERE id = @id AND state = @before
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
