SELECT set_no, name, value FROM security_properties WHERE set_no IN @sets
