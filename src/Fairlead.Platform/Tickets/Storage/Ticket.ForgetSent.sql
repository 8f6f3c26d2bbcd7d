UPDATE tickets
   SET sent_hash = NULL, sent_summary = NULL, list_owed = NULL, list_file = NULL, sent_body_hash = NULL, sent_priority_id = NULL, sent_labels = '[]', sent_fields = '{}',
       shown_finding = NULL, judged_standing = CASE WHEN judged_standing IS NULL THEN NULL ELSE '' END, heard_at = NULL, moved_to = NULL, resolution_id = NULL, resolution = NULL
 WHERE id = @id
