INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked)
VALUES (@clientKey, @baseUrl, 1, @now, @now, 1, 0, 0, 0)
    ON CONFLICT (client_key) DO UPDATE SET
        base_url = excluded.base_url, state = 1, installed_at = excluded.installed_at, changed_at = excluded.changed_at,
        installation = provider_sites.installation + 1, compared = NULL, problem = NULL, due_at = NULL
