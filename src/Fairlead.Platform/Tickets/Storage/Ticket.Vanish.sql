UPDATE tickets SET presence = @presence, missing_since = @missingSince, reason = @reason, updated_at = @now
 WHERE id = @id AND issue_id = @issueId
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND @epoch IN (epoch, reading_epoch))
