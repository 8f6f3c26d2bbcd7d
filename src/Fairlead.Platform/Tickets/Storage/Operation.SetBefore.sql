UPDATE ticket_operations
   SET seen_before = @before,
       seen_order = (SELECT coalesce(max(o.seen_order), 0) + 1 FROM ticket_operations o WHERE o.ticket_id = ticket_operations.ticket_id AND o.seen_order IS NOT NULL)
 WHERE run_id = @run AND number = @number AND seen_before IS NULL
