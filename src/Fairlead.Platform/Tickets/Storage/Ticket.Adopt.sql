UPDATE tickets SET shown_finding = @standing WHERE id = @id AND state = @created
