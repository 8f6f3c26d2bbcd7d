SELECT id, project_id, issue_type_id, group_key, group_label, generation, state, not_before, reason, issue_key, findings, severity,
       presence, status_category, sent_hash, left_out, held_hash, undone_hash, undos, turn, done_at, frozen_until, rests_until,
       parent_id, status_id, shown_finding, moved_to, resolution_id, resolution, linked_at, created_at
  FROM tickets WHERE configuration_id = @configuration
