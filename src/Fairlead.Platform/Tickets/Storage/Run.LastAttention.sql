SELECT attention, planned_at, finished_at FROM ticket_runs
 WHERE configuration_id = @configuration AND attention IS NOT NULL ORDER BY planned_at DESC LIMIT 1
