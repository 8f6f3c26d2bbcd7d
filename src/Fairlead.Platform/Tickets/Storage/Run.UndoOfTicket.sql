SELECT id, undoes, state, planned_at, finished_at
  FROM ticket_runs r
 WHERE r.configuration_id = @configuration AND r.undoes IS NOT NULL AND r.state <> @planned
   AND EXISTS (SELECT 1 FROM ticket_operations o WHERE o.run_id = r.id AND o.ticket_id = @ticket AND o.outcome IS NOT NULL)
   AND EXISTS (SELECT 1 FROM ticket_operations d WHERE d.run_id = r.undoes AND d.ticket_id = @ticket AND d.undone IS NOT NULL)
 ORDER BY r.planned_at DESC, r.id DESC
 LIMIT 1
