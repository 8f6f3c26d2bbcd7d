SELECT o.ticket_id, o.run_id, o.seen_at
  FROM ticket_operations o JOIN ticket_runs r ON r.id = o.run_id
 WHERE r.configuration_id = @configuration AND r.id <> @run
   AND o.kind IN @kinds AND o.seen_at IS NOT NULL AND o.seen_at >= @since AND o.undone IS NULL
 ORDER BY o.seen_at
