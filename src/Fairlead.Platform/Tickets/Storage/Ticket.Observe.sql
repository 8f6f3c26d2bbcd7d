UPDATE tickets
   SET issue_key = @issueKey, presence = @presence, missing_since = @missingSince, status_id = @statusId, status = @status,
       status_category = @statusCategory, priority = @priority, assignee = @assignee, due_date = @dueDate, labels = coalesce(@labels, labels), done_at = @doneAt, moved_to = @movedTo,
       resolution_id = @resolutionId, resolution = @resolution, issue_created_at = @issueCreatedAt, reason = @reason,
       said_need = CASE WHEN status_id <> @statusId THEN NULL ELSE said_need END, updated_at = @now
 WHERE id = @id AND updated_at = @asOf
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
