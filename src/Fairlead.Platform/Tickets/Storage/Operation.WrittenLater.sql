SELECT o.number, l.run_id
  FROM ticket_operations o
  JOIN ticket_operations l ON l.ticket_id = o.ticket_id AND l.seen_order > o.seen_order AND l.seen_order IS NOT NULL
 WHERE o.run_id = @run AND o.number IN @numbers AND l.run_id <> @run AND l.kind IN @kinds AND l.undone IS NULL
 ORDER BY l.seen_order
