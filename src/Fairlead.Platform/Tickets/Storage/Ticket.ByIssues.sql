SELECT id, configuration_id, connection_id, project_id, issue_type_id, group_key, group_label, generation, marker,
       state, epoch, attempts, refusals, first_sent_at, not_before, reason, issue_id, issue_key,
       group_hash, findings, severity, sent_hash, sent_summary, sent_body_hash, sent_priority_id, sent_labels, sent_fields, left_out, refused_fields, kept_fields, held_hash, undone_hash, undos, turn, said_need,
       presence, missing_since, status_id, status, status_category, priority, assignee, due_date, labels, done_at, flips, flips_since, frozen_until, unclear, rests_until, heard_at, owed_at, judged_standing, judged_priority, shown_finding, moved_to, resolution_id, resolution, mark_refused_at, issue_created_at, linked_at, parent_id,
       created_at, updated_at
  FROM tickets
 WHERE connection_id = @connection AND issue_id IN @ids AND state = @created AND presence < @deleted
