UPDATE security_associations SET linking_on = @connection
 WHERE provider_no = @providerNo AND vulnerability_id = @vulnerabilityId AND issue = @issue AND wanted = 1
