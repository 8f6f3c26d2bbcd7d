UPDATE troubles SET told_at = @ToldAt, message = @Message WHERE code = @Code AND about = @About AND told_at IS NULL
