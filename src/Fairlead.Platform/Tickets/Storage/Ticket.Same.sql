UPDATE tickets
   SET sent_hash = @hash, undone_hash = NULL, group_hash = @hash, findings = @findings, severity = @severity,
       list_owed = CASE WHEN list_file IS NULL THEN list_owed ELSE 1 END
 WHERE id = @id AND state = @created AND COALESCE(sent_hash, '') = @sentBefore AND undos = @undos AND updated_at <= @asOf
