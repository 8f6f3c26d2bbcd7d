INSERT INTO secret_projects (connection_id, project_id, project_key, name, scanned_at, listed_at, rules_version, issues)
VALUES (@connection, @projectId, @projectKey, @name, @scannedAt, @listedAt, @rulesVersion, @issues)
    ON CONFLICT (connection_id, project_id) DO UPDATE
   SET project_key = excluded.project_key, name = excluded.name, scanned_at = excluded.scanned_at, listed_at = COALESCE(excluded.listed_at, secret_projects.listed_at),
       rules_version = excluded.rules_version, issues = excluded.issues
