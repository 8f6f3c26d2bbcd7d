SELECT o.ticket_id, o.run_id
  FROM ticket_operations o JOIN ticket_runs r ON r.id = o.run_id
 WHERE r.configuration_id = @configuration AND r.planned_at >= @plannedAt AND r.id <> @run
   AND o.kind IN @kinds AND o.outcome = @applied AND o.undone_at IS NULL
 ORDER BY r.planned_at
