SELECT coalesce(max(turn), -1) + 1 FROM tickets WHERE configuration_id = @configuration
