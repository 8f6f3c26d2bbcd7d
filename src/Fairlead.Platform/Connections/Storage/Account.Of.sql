SELECT a.account_id AS account, a.from_at AS "from", a.until_at AS until
  FROM connection_accounts a JOIN connections c ON c.id = a.connection_id AND c.site = a.site WHERE c.id = @id
