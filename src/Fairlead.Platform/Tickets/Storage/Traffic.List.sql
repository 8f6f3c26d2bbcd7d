SELECT c.id AS connection_id, c.is_enabled, w.rotated_at, w.last_received_at, w.last_rejected_at, w.last_rejection, w.untold_at,
       l.polled_at, l.wrote_at, l.look_failed_at, l.look_failure, l.look_next_step, COALESCE(l.missed, 0) AS missed,
       (SELECT count(*) FROM tickets t WHERE t.connection_id = c.id AND t.owed_at IS NOT NULL AND t.presence < @deleted) AS unheard
  FROM connections c
  LEFT JOIN ticket_lanes l ON l.connection_id = c.id
  LEFT JOIN webhook_intakes w ON w.connection_id = c.id
