-- What the same site was sent while it had the Connect app: Jira has it still, and it is to be sent again.
INSERT INTO provider_submissions (client_key, finding_id, sequence, installation, digest, issues, unknown_issues, problem, due_at)
SELECT @clientKey, sent.finding_id, sent.sequence, @installation, NULL, sent.issues, '', NULL, NULL
  FROM provider_submissions sent
  JOIN provider_sites site ON site.client_key = sent.client_key
 WHERE site.cloud_id IS NULL AND site.base_url = @baseUrl
    ON CONFLICT (client_key, finding_id) DO NOTHING
