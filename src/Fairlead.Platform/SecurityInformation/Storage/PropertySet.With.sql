SELECT s.no
  FROM security_property_sets s JOIN security_properties p ON p.set_no = s.no
 WHERE s.provider_no = @providerNo AND p.name = @name AND p.value = @value
