SELECT no, id, state, owner, digest, content_sha256, bytes, format, file_name, idempotency_key, by_name, reported_at, started_at, finished_at, incomplete, failure, next_step, first_finding_no, counts, row_errors, warnings
  FROM imports WHERE state IN (1, 2) ORDER BY no
