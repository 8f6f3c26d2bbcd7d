INSERT INTO ticket_pins (configuration_id, finding_id, group_key, admitted)
VALUES (@configuration, @finding, NULL, 1)
    ON CONFLICT (configuration_id, finding_id) DO UPDATE SET admitted = 1
