DELETE FROM occurrences
 WHERE scope_no IN (SELECT scope_no FROM import_scopes WHERE import_no = @importNo)
   AND import_no = @importNo AND finding_no >= @from AND finding_no <= @last
