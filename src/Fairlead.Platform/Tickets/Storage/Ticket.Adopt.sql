UPDATE tickets SET shown_finding = @standing WHERE id = @id AND state = @created AND COALESCE(shown_finding, -1) = @before
