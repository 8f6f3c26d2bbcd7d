SELECT value_hash FROM secret_findings WHERE id = @id
