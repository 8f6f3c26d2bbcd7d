INSERT INTO provider_links (client_key, finding_id, issue_id, wanted, due_at)
VALUES (@clientKey, @finding, @issueId, @wanted, @now)
    ON CONFLICT (client_key, finding_id, issue_id) DO UPDATE SET wanted = excluded.wanted, due_at = excluded.due_at, problem = NULL, tries = 0, tried_at = NULL, held_by = NULL
