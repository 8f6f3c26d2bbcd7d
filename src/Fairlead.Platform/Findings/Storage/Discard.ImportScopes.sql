DELETE FROM import_scopes WHERE import_no = @importNo
