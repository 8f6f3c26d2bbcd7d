UPDATE comment_effects SET changes = @changes WHERE id = @id
