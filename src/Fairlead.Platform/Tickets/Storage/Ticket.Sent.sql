UPDATE tickets
   SET sent_hash = @sentHash, group_hash = @groupHash, sent_summary = @sentSummary, sent_body_hash = @sentBodyHash,
       sent_priority_id = @sentPriorityId, sent_labels = @sentLabels, sent_fields = @sentFields, left_out = @leftOut, list_owed = CASE WHEN @overflows = 1 THEN 1 WHEN list_file IS NULL THEN NULL ELSE 0 END, priority = @priority, findings = @findings, severity = @severity,
       group_label = @groupLabel, held_hash = NULL,
       reason = CASE WHEN frozen_until IS NULL THEN NULL ELSE reason END, updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
