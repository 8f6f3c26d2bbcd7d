-- At once, so that what is being linked meanwhile is not.
UPDATE security_associations SET wanted = 0, problem = NULL, tries = 0, held_by = NULL, due_at = @now
 WHERE provider_no = @providerNo AND vulnerability_id = @vulnerabilityId AND issue IN @issues
