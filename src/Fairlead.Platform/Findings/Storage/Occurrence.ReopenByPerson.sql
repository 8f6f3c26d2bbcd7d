-- Those that the latest report of their scope held.
UPDATE occurrences
   SET state = 1
 WHERE finding_no = @findingNo AND state = 5 AND seen_until IS NULL
   AND scope_no IN (SELECT no FROM scopes WHERE origin_no = @originNo)
