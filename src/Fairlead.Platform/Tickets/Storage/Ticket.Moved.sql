UPDATE tickets
   SET status_id = @statusId, status = @status, status_category = @statusCategory, done_at = @doneAt, flips = @flips,
       flips_since = @flipsSince, frozen_until = @frozenUntil, unclear = 0, rests_until = NULL, reason = @reason, said_need = NULL, held_hash = NULL, undone_hash = NULL, judged_standing = coalesce(@standing, judged_standing),
       shown_finding = @shownFinding, moved_to = @movedTo, resolution_id = NULL, resolution = NULL, updated_at = @now
 WHERE id = @id
   AND EXISTS (SELECT 1 FROM ticket_lanes WHERE connection_id = @connection AND epoch = @epoch)
