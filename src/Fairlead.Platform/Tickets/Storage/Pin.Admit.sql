INSERT INTO ticket_pins (configuration_id, finding_id, group_key)
VALUES (@configuration, @finding, NULL)
    ON CONFLICT (configuration_id, finding_id) DO NOTHING
