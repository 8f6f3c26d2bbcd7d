UPDATE tickets
   SET state = @state, epoch = @epoch, attempts = @attempts, not_before = NULL, reason = NULL,
       first_sent_at = coalesce(first_sent_at, @now), sent_summary = @sentSummary, sent_body_hash = @sentBodyHash,
       sent_priority_id = @sentPriorityId, sent_labels = @sentLabels, sent_fields = @sentFields, left_out = @leftOut, refused_fields = @refusedFields, list_owed = CASE WHEN @overflows = 1 THEN 1 ELSE NULL END, priority = @priority, updated_at = @now
 WHERE id = @id AND (state = @before OR (state = @rejected AND held_hash IS NULL))
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
