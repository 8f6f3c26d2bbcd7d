INSERT INTO ticket_pins (configuration_id, finding_id, group_key)
VALUES (@configuration, @finding, @groupKey)
    ON CONFLICT (configuration_id, finding_id) DO UPDATE SET group_key = excluded.group_key
 WHERE ticket_pins.group_key = @before OR ticket_pins.group_key IS NULL
