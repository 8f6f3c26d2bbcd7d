SELECT no FROM security_property_sets WHERE provider_no = @providerNo
