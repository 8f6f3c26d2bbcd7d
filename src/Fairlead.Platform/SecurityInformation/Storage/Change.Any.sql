SELECT 1
 WHERE EXISTS (SELECT 1 FROM provider_changes WHERE client_key = @clientKey)
    OR EXISTS (SELECT 1 FROM findings WHERE no > @seenNo AND no < COALESCE((SELECT min(first_finding_no) FROM imports WHERE state = 1), 9223372036854775807))
