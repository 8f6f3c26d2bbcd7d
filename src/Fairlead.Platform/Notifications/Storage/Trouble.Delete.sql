DELETE FROM troubles WHERE code = @Code AND about = @About
