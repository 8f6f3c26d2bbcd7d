SELECT kind, version, dated_at, entries, sha256, imported_at, imported_by, revision
  FROM intelligence_sources
 ORDER BY kind
