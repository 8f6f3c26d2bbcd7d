SELECT count(*) FROM tickets
 WHERE configuration_id = @configuration AND group_key = @groupKey AND generation > @generation
