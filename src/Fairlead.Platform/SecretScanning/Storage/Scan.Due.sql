SELECT h.scan_id, h.no
  FROM secret_shards h
  JOIN secret_scans s ON s.id = h.scan_id
 WHERE s.state IN (1, 2) AND (h.claimed_until IS NULL OR h.claimed_until < @now) AND (@onlyIssues = 0 OR s.issue_key IS NOT NULL)
 ORDER BY s.requested_at, s.id, h.no
 LIMIT 20
