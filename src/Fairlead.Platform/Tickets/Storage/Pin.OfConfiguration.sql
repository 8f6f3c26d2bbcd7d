SELECT finding_id, group_key FROM ticket_pins WHERE configuration_id = @configuration
