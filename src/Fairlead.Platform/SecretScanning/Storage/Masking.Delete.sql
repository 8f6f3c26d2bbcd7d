DELETE FROM secret_maskings WHERE id = @id
