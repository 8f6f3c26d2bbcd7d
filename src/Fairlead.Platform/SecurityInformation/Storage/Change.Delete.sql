DELETE FROM provider_changes WHERE no IN @nos
