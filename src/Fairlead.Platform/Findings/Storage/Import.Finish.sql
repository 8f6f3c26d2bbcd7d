UPDATE imports SET state = 3, finished_at = @finishedAt WHERE no = @no
