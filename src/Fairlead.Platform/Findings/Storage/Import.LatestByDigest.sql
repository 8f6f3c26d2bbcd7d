-- An import with these bytes that still is the latest of every scope it spoke for.
SELECT no, id, state, owner, digest, content_sha256, bytes, format, file_name, idempotency_key, by_name, reported_at, started_at, finished_at, incomplete, failure, next_step, first_finding_no, counts, row_errors, warnings
  FROM imports
 WHERE digest = @digest AND state = 3
   AND NOT EXISTS (
       SELECT 1 FROM import_scopes i JOIN scopes s ON s.no = i.scope_no
        WHERE i.import_no = imports.no AND s.latest_import_no <> imports.no)
 ORDER BY no DESC
 LIMIT 1
