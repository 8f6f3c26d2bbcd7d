SELECT a.account_id FROM connection_accounts a JOIN connections c ON c.id = a.connection_id AND c.site = a.site WHERE c.id = @id
