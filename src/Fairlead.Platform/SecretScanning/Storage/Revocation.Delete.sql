DELETE FROM secret_revocations WHERE finding_id = @id
