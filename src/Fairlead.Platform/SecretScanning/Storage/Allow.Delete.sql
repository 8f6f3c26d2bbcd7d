DELETE FROM secret_allow_entries WHERE id = @id
