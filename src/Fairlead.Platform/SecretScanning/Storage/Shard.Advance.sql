UPDATE secret_shards SET reached = @reached, claimed_until = @until WHERE scan_id = @id AND no = @no AND claimed_by = @owner
