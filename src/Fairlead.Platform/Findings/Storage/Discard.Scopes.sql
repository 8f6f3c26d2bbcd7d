DELETE FROM scopes
 WHERE latest_import_no IS NULL AND no IN (SELECT scope_no FROM import_scopes WHERE import_no = @importNo)
