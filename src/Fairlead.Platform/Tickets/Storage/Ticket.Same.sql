UPDATE tickets SET sent_hash = @hash, group_hash = @hash WHERE id = @id AND state = @created
