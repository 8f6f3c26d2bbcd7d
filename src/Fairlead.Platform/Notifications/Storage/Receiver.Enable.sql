UPDATE receivers SET enabled = @enabled WHERE id = @id
