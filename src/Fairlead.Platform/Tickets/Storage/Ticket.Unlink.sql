UPDATE tickets
   SET presence = @unlinked, done_at = @now, reason = @reason, updated_at = @now,
       issue_id = NULL, issue_key = NULL, issue_created_at = NULL, linked_at = NULL, missing_since = NULL, owed_at = NULL, follows = NULL, mark_owed = NULL, mark_refused_at = NULL, list_owed = NULL, list_file = NULL,
       not_before = NULL, held_hash = NULL, said_need = NULL, flips = 0, flips_since = NULL, frozen_until = NULL, unclear = 0, rests_until = NULL,
       status_id = NULL, status = NULL, status_category = NULL, moved_to = NULL, resolution_id = NULL, resolution = NULL, priority = NULL, assignee = NULL, due_date = NULL, labels = NULL
 WHERE id = @id AND state = @created AND presence IN @linked
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
