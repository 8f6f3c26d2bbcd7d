-- What was told later stands, whichever answer came first; and what was deleted since is not there for an answer that came after that.
INSERT INTO provider_submissions (client_key, installation, sequence, finding_id, digest, issues, unknown_issues, problem, due_at)
VALUES (@ClientKey, @Installation, @Sequence, @FindingId, @Digest, @Issues, @UnknownIssues, @Problem, @DueAt)
    ON CONFLICT (client_key, finding_id) DO UPDATE SET
        installation = excluded.installation, sequence = excluded.sequence, digest = excluded.digest, issues = excluded.issues,
        unknown_issues = excluded.unknown_issues, problem = excluded.problem, due_at = excluded.due_at, unanswered = 0
     WHERE provider_submissions.sequence < excluded.sequence OR (provider_submissions.sequence = excluded.sequence AND provider_submissions.unanswered = 1)
