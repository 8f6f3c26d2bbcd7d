SELECT id FROM ticket_runs r
 WHERE planned_at < @emptyBefore
   AND (planned_at < @before OR (state = @planned AND planned_at < @plannedBefore) OR creates + updates + transitions + comments + undos = 0)
   -- What was cut off is carried on, but for a configuration that is gone.
   AND (state IN @states OR NOT EXISTS (SELECT 1 FROM ticket_configurations c WHERE c.id = r.configuration_id AND c.deleted_at IS NULL)) AND (undoes IS NULL OR state = @planned)
   AND NOT EXISTS (SELECT 1 FROM ticket_runs u WHERE u.undoes = r.id)
   AND (undoes IS NOT NULL OR EXISTS (
       SELECT 1 FROM ticket_runs l WHERE l.configuration_id = r.configuration_id AND l.attention IS NOT NULL AND l.planned_at > r.planned_at))
 ORDER BY planned_at
 LIMIT @size
