SELECT id FROM ticket_runs r
 WHERE planned_at < @emptyBefore
   AND (planned_at < @before OR (state = @planned AND planned_at < @plannedBefore) OR creates + updates + transitions + comments + undos = 0)
   AND state IN @states AND (undoes IS NULL OR state = @planned)
   AND NOT EXISTS (SELECT 1 FROM ticket_runs u WHERE u.undoes = r.id)
   AND (undoes IS NOT NULL OR EXISTS (
       SELECT 1 FROM ticket_runs l WHERE l.configuration_id = r.configuration_id AND l.attention IS NOT NULL AND l.planned_at > r.planned_at))
 ORDER BY planned_at
 LIMIT @size
