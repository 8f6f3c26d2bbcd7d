UPDATE occurrences
   SET state = 5
 WHERE finding_no = @findingNo AND state <> 5
   AND scope_no IN (SELECT no FROM scopes WHERE origin_no = @originNo)
