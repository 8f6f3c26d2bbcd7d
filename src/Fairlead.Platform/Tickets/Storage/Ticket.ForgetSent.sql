UPDATE tickets
   SET sent_hash = NULL, list_owed = NULL, list_file = NULL,
       -- What people wrote there was never sent.
       sent_summary = CASE WHEN linked_at IS NULL THEN NULL ELSE sent_summary END,
       sent_body_hash = CASE WHEN linked_at IS NULL THEN NULL ELSE sent_body_hash END,
       sent_priority_id = CASE WHEN linked_at IS NULL THEN NULL ELSE sent_priority_id END,
       sent_labels = '[]', sent_fields = '{}', left_out = NULL, kept_fields = NULL, refused_fields = NULL,
       shown_finding = NULL, judged_standing = CASE WHEN judged_standing IS NULL THEN NULL ELSE '' END, heard_at = NULL, moved_to = NULL, resolution_id = NULL, resolution = NULL
 WHERE id = @id
