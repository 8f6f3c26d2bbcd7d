INSERT INTO connection_accounts (connection_id, site, account_id)
SELECT id, site, @account FROM connections WHERE id = @id AND revision = @revision AND site IS NOT NULL
    ON CONFLICT (connection_id, site, account_id) DO NOTHING
