UPDATE tickets
   SET sent_hash = NULL, sent_priority_id = @sentPriorityId, sent_labels = @sentLabels, sent_fields = @sentFields,
       flips = @flips, flips_since = @flipsSince, frozen_until = @frozenUntil, reason = coalesce(@reason, reason)
 WHERE id = @id AND updated_at = @asOf
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
