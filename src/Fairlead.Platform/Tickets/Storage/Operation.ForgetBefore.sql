UPDATE ticket_operations SET seen_before = NULL
 WHERE seen_before IS NOT NULL AND run_id IN (SELECT id FROM ticket_runs WHERE planned_at < @plannedBefore)
