UPDATE tickets
   SET sent_hash = @hash, sent_summary = @summary, sent_body_hash = @bodyHash, sent_priority_id = @priorityId, sent_labels = @labels, sent_fields = @fields,
       left_out = @leftOut, kept_fields = @keptFields, priority = coalesce(@priority, priority), updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
