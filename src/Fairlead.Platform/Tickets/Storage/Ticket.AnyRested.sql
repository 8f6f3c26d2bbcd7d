SELECT 1
 WHERE EXISTS (SELECT 1 FROM tickets WHERE configuration_id = @configuration AND frozen_until <= @now)
    OR EXISTS (SELECT 1 FROM tickets WHERE configuration_id = @configuration AND rests_until <= @now)
