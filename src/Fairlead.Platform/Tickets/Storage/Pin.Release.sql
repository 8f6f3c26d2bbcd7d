UPDATE ticket_pins SET group_key = NULL WHERE configuration_id = @configuration AND finding_id = @finding AND group_key = @groupKey AND admitted = 1
