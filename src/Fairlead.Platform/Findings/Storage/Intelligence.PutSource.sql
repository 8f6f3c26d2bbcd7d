INSERT INTO intelligence_sources (kind, version, dated_at, entries, sha256, imported_at, imported_by, revision)
VALUES (@kind, @Version, @DatedAt, @Entries, @Sha256, @ImportedAt, @ImportedBy, @Revision)
    ON CONFLICT (kind) DO UPDATE
   SET version = excluded.version, dated_at = excluded.dated_at, entries = excluded.entries, sha256 = excluded.sha256,
       imported_at = excluded.imported_at, imported_by = excluded.imported_by, revision = excluded.revision
