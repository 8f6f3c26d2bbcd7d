SELECT state, presence FROM tickets WHERE configuration_id = @configuration GROUP BY state, presence
