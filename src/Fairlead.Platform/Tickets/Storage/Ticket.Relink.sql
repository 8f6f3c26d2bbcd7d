UPDATE tickets
   SET issue_id = @issueId, issue_key = @issueKey, presence = @presence, status_id = @statusId, status = @status,
       status_category = @statusCategory, done_at = @doneAt, sent_hash = NULL, sent_summary = NULL,
       sent_body_hash = NULL, sent_labels = NULL, sent_fields = NULL, shown_finding = NULL, moved_to = NULL,
       resolution_id = NULL, resolution = NULL, updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
