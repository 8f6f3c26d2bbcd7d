-- Only what is wanted still: the person may have done something else meanwhile, or another server this.
UPDATE provider_links SET ticket_id = COALESCE(@ticket, ticket_id), problem = @problem, due_at = @due, tries = @tries, tried_at = @now, held_by = @heldBy
 WHERE client_key = @clientKey AND finding_id = @finding AND issue_id = @issueId AND wanted = @wanted AND due_at <= @now
