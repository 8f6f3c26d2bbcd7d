SELECT id, connection_id, project_id, marker, state, issue_id, issue_key, presence, missing_since, status_id, status_category, done_at, priority, assignee, due_date, labels, reason,
       configuration_id, heard_at, owed_at, judged_standing, judged_priority, shown_finding, moved_to, resolution_id, resolution, mark_refused_at, issue_created_at, linked_at, parent_id, updated_at, sent_priority_id, sent_labels, sent_fields, flips, flips_since, frozen_until
  FROM tickets
 WHERE connection_id = @connection AND state = @created AND presence < @deleted AND issue_id > @after
 ORDER BY issue_id
 LIMIT @limit
