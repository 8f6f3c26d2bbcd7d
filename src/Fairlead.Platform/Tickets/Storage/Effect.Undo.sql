UPDATE comment_effects SET undone_at = @now, undone_by = @by, undone_because = @because WHERE id = @id AND undone_at IS NULL
