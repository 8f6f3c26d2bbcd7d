UPDATE occurrences
   SET state = 5
 WHERE state = 2 AND misses >= @closeAfter
   AND scope_no IN (SELECT no FROM scopes WHERE latest_import_no = @importNo)
RETURNING finding_no
