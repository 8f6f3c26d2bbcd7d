-- Whatever is wanted meanwhile: what takes it back finds the ticket by this.
UPDATE security_associations SET ticket_id = @ticket, linking_on = NULL
 WHERE provider_no = @providerNo AND vulnerability_id = @vulnerabilityId AND issue = @issue
