INSERT INTO imports (
    id, state, owner, digest, content_sha256, bytes, format, file_name, by_name, started_at, finished_at, failure, next_step,
    first_finding_no, applied_seq, counts, row_errors, warnings)
VALUES (
    @Id, 4, @Owner, @Digest, @ContentSha256, @Bytes, @Format, @FileName, @ByName, @StartedAt, @FinishedAt, @Failure, @NextStep,
    0, 0, @Counts, @RowErrors, @Warnings)
