DELETE FROM secret_deletions WHERE told_at < @before
