DELETE FROM events WHERE kind = @kind AND at < @before
