SELECT no, key, name, scanner, revision, reported
  FROM security_providers p
 WHERE (claimed_until IS NULL OR claimed_until < @now)
   AND (revision > reported OR EXISTS (SELECT 1 FROM security_removals r WHERE r.provider_no = p.no))
 ORDER BY no
