INSERT INTO connection_accounts (connection_id, site, account_id, from_at)
SELECT c.id, c.site, @account, CASE WHEN EXISTS (SELECT 1 FROM connection_accounts a WHERE a.connection_id = c.id AND a.site = c.site) THEN @at ELSE @ever END
  FROM connections c WHERE c.id = @id AND c.revision = @revision AND c.site IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM connection_accounts a WHERE a.connection_id = c.id AND a.site = c.site AND a.account_id = @account AND a.until_at IS NULL)
    ON CONFLICT (connection_id, site, account_id, from_at) DO NOTHING;
UPDATE connection_accounts SET until_at = @at
 WHERE connection_id = @id AND account_id <> @account AND until_at IS NULL
   AND site = (SELECT c.site FROM connections c WHERE c.id = @id AND c.revision = @revision)
