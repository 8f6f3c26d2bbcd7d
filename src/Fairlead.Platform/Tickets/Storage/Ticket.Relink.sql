UPDATE tickets
   SET marker = @marker, linked_at = @linkedAt, project_id = @projectId, issue_type_id = @issueTypeId, parent_id = @parentId, shown_finding = @shownFinding,
       follows = NULL, missing_since = NULL, owed_at = NULL, flips = 0, undone_hash = NULL, kept_fields = NULL, flips_since = NULL, frozen_until = NULL, unclear = 0, rests_until = NULL, mark_owed = NULL, mark_refused_at = NULL,
       assignee = NULL, due_date = NULL, labels = NULL
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
