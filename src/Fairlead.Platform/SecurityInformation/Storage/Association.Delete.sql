DELETE FROM security_associations
 WHERE provider_no = @providerNo AND vulnerability_id = @vulnerabilityId AND issue = @issue AND wanted = @wanted
