-- Only what is due still: the provider may have said something meanwhile, or another server have done it.
UPDATE security_associations
   SET ticket_id = COALESCE(@ticket, ticket_id), problem = @problem, due_at = @due, tries = @tries, tried_at = @now, held_by = @heldBy,
       linking_on = CASE WHEN wanted = 1 THEN NULL ELSE linking_on END
 WHERE provider_no = @providerNo AND vulnerability_id = @vulnerabilityId AND issue = @issue AND wanted = @wanted AND due_at <= @now
