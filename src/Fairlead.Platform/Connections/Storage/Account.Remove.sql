DELETE FROM connection_accounts WHERE connection_id = @id
