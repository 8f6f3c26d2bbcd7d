DELETE FROM security_properties
 WHERE set_no IN @sets
   AND NOT EXISTS (SELECT 1 FROM security_vulnerabilities v WHERE v.property_set_no = security_properties.set_no)
   AND NOT EXISTS (SELECT 1 FROM security_removals r WHERE r.property_set_no = security_properties.set_no)
