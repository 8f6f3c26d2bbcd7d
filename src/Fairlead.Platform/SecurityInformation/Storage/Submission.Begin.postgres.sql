-- Before each call: from now on Jira may have it. What an earlier installation was refused is over.
INSERT INTO provider_submissions (client_key, installation, sequence, finding_id, digest, issues, unknown_issues, unanswered)
SELECT @clientKey, @installation, @sequence, begun.finding_id, NULL, begun.issues, '', 1
  FROM unnest(@findings, @issues) AS begun (finding_id, issues)
    ON CONFLICT (client_key, finding_id) DO UPDATE SET
        installation = excluded.installation, sequence = excluded.sequence, digest = NULL, issues = excluded.issues, unknown_issues = '', problem = NULL, due_at = NULL,
        unanswered = 1, withdrawn = 0
