DELETE FROM security_property_sets
 WHERE no IN @sets
   AND NOT EXISTS (SELECT 1 FROM security_vulnerabilities v WHERE v.property_set_no = security_property_sets.no)
   AND NOT EXISTS (SELECT 1 FROM security_removals r WHERE r.property_set_no = security_property_sets.no)
