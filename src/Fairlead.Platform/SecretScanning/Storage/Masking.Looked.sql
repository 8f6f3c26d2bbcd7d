UPDATE secret_maskings SET looked_at = @now, missing_since = @missingSince WHERE id = @id
