-- What people unlinked while the same site had the Connect app.
INSERT INTO provider_links (client_key, finding_id, issue_id, wanted, ticket_id, problem, due_at)
SELECT @clientKey, link.finding_id, link.issue_id, 0, NULL, NULL, NULL
  FROM provider_links link
  JOIN provider_sites site ON site.client_key = link.client_key
 WHERE link.wanted = 0 AND site.cloud_id IS NULL AND site.base_url = @baseUrl
    ON CONFLICT (client_key, finding_id, issue_id) DO NOTHING
