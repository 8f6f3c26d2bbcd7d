-- An installation that is known already changes nothing, but where Jira says that one which was uninstalled is installed after all; what was signed before the
-- present one began is of an earlier one. Numbers go on from those of the same site as a Connect app, of which nobody here knows which one that was.
INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked, cloud_id, forge_installation)
VALUES (@clientKey, @baseUrl, 1, @signedAt, @now, 1, 0, (SELECT coalesce(max(sequence), 0) FROM provider_sites), 0, @cloudId, @id)
    ON CONFLICT (client_key) DO UPDATE SET
        base_url = excluded.base_url, state = 1, installed_at = excluded.installed_at, changed_at = excluded.changed_at, forge_installation = excluded.forge_installation,
        token_until = NULL, installation = provider_sites.installation + 1, compared = NULL, whole = NULL, problem = NULL, due_at = NULL
    WHERE (provider_sites.forge_installation <> excluded.forge_installation AND provider_sites.installed_at <= excluded.installed_at)
       OR (provider_sites.state = 3 AND @told = 1 AND provider_sites.changed_at < excluded.installed_at)
