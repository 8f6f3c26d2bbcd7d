DELETE FROM receivers WHERE id = @id
