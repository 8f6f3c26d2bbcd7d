DELETE FROM ticket_pins WHERE configuration_id = @configuration AND finding_id = @finding AND group_key = @groupKey
