UPDATE secret_unsettled SET tries = @tries, due_at = @dueAt WHERE connection_id = @connection AND issue_id = @issue AND place_id = @placeId
