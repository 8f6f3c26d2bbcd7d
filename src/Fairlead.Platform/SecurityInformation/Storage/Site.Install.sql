-- What was signed before the last word that counted changes nothing, and nor does the same word again. Numbers go on from those that the site had by way of the Forge app.
INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, told_at, sequence, asked)
VALUES (@clientKey, @baseUrl, 1, @now, @now, 1, 0, @signedAt, (SELECT coalesce(max(sequence), 0) FROM provider_sites), 0)
    ON CONFLICT (client_key) DO UPDATE SET
        base_url = excluded.base_url, state = 1, installed_at = excluded.installed_at, changed_at = excluded.changed_at, told_at = excluded.told_at,
        sequence = excluded.sequence, installation = provider_sites.installation + 1, compared = NULL, whole = NULL, problem = NULL, due_at = NULL
    WHERE provider_sites.told_at IS NULL OR provider_sites.told_at < excluded.told_at OR (provider_sites.told_at = excluded.told_at AND @isNew = 1)
