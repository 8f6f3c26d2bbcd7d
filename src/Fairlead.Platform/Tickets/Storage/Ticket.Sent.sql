UPDATE tickets
   -- What was asked for meanwhile, and what a person's priority said, is not written over: the next plan looks at it.
   SET sent_hash = CASE WHEN updated_at <= @asOf AND coalesce(judged_priority, '') = coalesce(@judgedPriority, '') THEN @sentHash ELSE NULL END, group_hash = @groupHash, sent_summary = @sentSummary, sent_body_hash = @sentBodyHash,
       sent_priority_id = CASE WHEN coalesce(judged_priority, '') = coalesce(@judgedPriority, '') THEN @sentPriorityId ELSE sent_priority_id END,
       judged_priority = coalesce(@writtenPriorityId, judged_priority), sent_labels = @sentLabels, sent_fields = @sentFields, left_out = @leftOut, 
       refused_fields = CASE WHEN updated_at <= @asOf THEN @refusedFields ELSE refused_fields END,
       kept_fields = CASE WHEN updated_at <= @asOf THEN @keptFields ELSE kept_fields END,
       list_owed = CASE WHEN @overflows = 1 THEN 1 WHEN list_file IS NULL THEN NULL ELSE 0 END, priority = @priority, findings = @findings, severity = @severity,
       -- A move that is refused stays so.
       group_label = @groupLabel, held_hash = CASE WHEN held_hash = @heldMove THEN held_hash END, undone_hash = NULL,
       unclear = 0, rests_until = NULL, reason = CASE WHEN frozen_until > @now OR held_hash = @heldMove THEN reason END, updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
