UPDATE occurrences
   SET state = 5
 WHERE fingerprint = @fingerprint AND state <> 5
   AND scope_no IN (SELECT no FROM scopes WHERE origin_no = @originNo)
