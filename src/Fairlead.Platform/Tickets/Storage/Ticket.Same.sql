UPDATE tickets SET sent_hash = @hash, group_hash = @hash, findings = @findings, severity = @severity WHERE id = @id AND state = @created
