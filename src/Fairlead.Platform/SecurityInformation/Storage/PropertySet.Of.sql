SELECT property_set_no FROM security_vulnerabilities
 WHERE provider_no = @providerNo AND vulnerability_id = @vulnerabilityId AND property_set_no IS NOT NULL
