INSERT INTO imports (
    id, state, owner, digest, content_sha256, bytes, format, file_name, idempotency_key, by_name, reported_at, started_at,
    first_finding_no, applied_seq, counts, row_errors, warnings)
VALUES (
    @Id, @State, @Owner, @Digest, @ContentSha256, @Bytes, @Format, @FileName, @IdempotencyKey, @ByName, @ReportedAt, @StartedAt,
    @FirstFindingNo, 0, @Counts, @RowErrors, @Warnings)
RETURNING no
